/** In host network mode Envoy binds the Gateway's own ports: below 1024 that takes a capability, and without it nothing listens. */

import type { DaemonSet } from '../../../snapshot/kubernetes.ts';
import { envoyDaemonSet, quote, setting } from '../../../topology/cilium.ts';
import { found, nameOf } from '../../../topology/lookup.ts';
import type { Cluster, NetworkLoadBalancer, TargetGroup } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { applyHelm, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { firstMissing, keysOf, targetsOf } from '../../vocabulary.ts';

const capability = 'NET_BIND_SERVICE';
const firstFreePort = 1024;

export const hostNetworkPrivilegedPort: LoadBalancerRule = {
  id: 'cilium/host-network-privileged-port',
  title: 'Host network mode on a port below 1024 without NET_BIND_SERVICE: Envoy cannot listen',
  severity: 'critical',
  hop: 'envoy',
  subject: 'loadBalancer',
  reads: ['configmaps', 'daemonsets.apps', 'gateways.gateway.networking.k8s.io', 'nodes'],
  explanation: `In host network mode Envoy binds the listener ports of the Gateways on the nodes. For a port below 1024 it needs the capability NET_BIND_SERVICE **and**
must keep it (\`envoy-keep-cap-netbindservice: "true"\`). Otherwise the bind is refused with "permission denied", which stands in the log of Envoy only:
Gateway and pods look well, and a load balancer that points at ports 80 and 443 of the nodes finds nobody.`,
  silentWhen: 'Host network mode is off, the target port is 1024 or above, or both the capability and the switch are there.',
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/host-network-mode/',
    'https://github.com/cilium/cilium/issues/32768',
  ],
  remedies: (names) => [
    {
      title: 'Give Envoy the capability and let it keep it',
      recommended: true,
      effect: 'Envoy binds the ports after its restart; targets pass about 30 seconds later.',
      risk: 'cilium-envoy restarts node by node: connections through it are reset once. Envoy may then bind any privileged port of the node.',
      undo: 'Take both values back.',
      steps: applyHelm(
        names,
        'envoy:\n  securityContext:\n    capabilities:\n      keepCapNetBindService: true\n      envoy: [NET_ADMIN, SYS_ADMIN, NET_BIND_SERVICE]\n',
      ),
      verify: verifyTargets(names),
    },
    {
      title: 'Use listener ports from 1024 upwards',
      recommended: false,
      effect: 'No capability is needed: the load balancer listens on 80 and 443 and sends to, say, 8080 and 8443.',
      risk: 'Listener ports of the Gateways and the ports of the target groups must change together.',
      undo: 'Change them back.',
      steps: [text('Change spec.listeners[].port of the Gateway and the port of the target group.')],
      verify: verifyTargets(names),
    },
  ],
  examine: ({ cluster, ...loadBalancer }) => (cluster === undefined ? notApplicable : examine(cluster, loadBalancer)),
};

function examine(cluster: Cluster, loadBalancer: Omit<NetworkLoadBalancer, 'cluster'>): Finding {
  const mode = setting(cluster, 'gateway-api-hostnetwork-enabled');
  const groups = loadBalancer.targetGroups.filter((group) => isPrivileged(group) && listensOn(cluster, group.port));
  if (groups.length === 0) return notApplicable;
  const [keep, envoys] = [setting(cluster, 'envoy-keep-cap-netbindservice'), envoyDaemonSet(cluster)];
  const missing = firstMissing(mode, keep, envoys);
  if (missing !== undefined) return unknown(missing);
  if (!mode.known || !keep.known || !envoys.known) return notApplicable;
  if (mode.value.value !== 'true') return ruledOut(quote(mode.value));
  const capabilities = envoys.value === undefined ? undefined : capabilitiesOf(envoys.value);
  if (keep.value.value === 'true' && capabilities?.includes(capability))
    return ruledOut(`${quote(keep.value)}, and cilium-envoy has ${capability}`);
  const ports = groups.map(({ port }) => port).join(' and ');
  return cause({
    summary: `Envoy may not bind port ${ports} of the nodes: host network mode is on, and ${keep.value.value === 'true' ? `cilium-envoy lacks ${capability}` : 'the capability is not kept'}`,
    confidence: keep.value.explicit && keep.value.value === 'false' ? 'certain' : 'likely',
    because: 'a port below 1024 needs the capability and the switch that keeps it',
    targets: keysOf(targetsOf(groups)),
    evidence: [
      supporting(quote(mode.value), mode.value.source),
      supporting(quote(keep.value), keep.value.source),
      ...(envoys.value === undefined || capabilities === undefined
        ? []
        : [supporting(`capabilities.add: [${capabilities.join(', ')}]`, nameOf(envoys.value))]),
    ],
  });
}

const isPrivileged = ({ port }: TargetGroup) => port !== undefined && port < firstFreePort;

/** Whether some Gateway of the cluster has a listener on this port: else the target group is none of Envoy's. */
const listensOn = (cluster: Cluster, port: number | undefined): boolean =>
  found(cluster.snapshot, 'gateways.gateway.networking.k8s.io').some((gateway) =>
    gateway.spec?.listeners?.some((listener) => listener.port === port),
  );

const capabilitiesOf = (daemonSet: DaemonSet): readonly string[] | undefined =>
  daemonSet.spec?.template?.spec?.containers?.find(({ name }) => name === 'cilium-envoy')?.securityContext?.capabilities?.add;
