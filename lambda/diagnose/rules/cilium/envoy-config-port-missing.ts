/** A CiliumEnvoyConfig lists the ports it redirects: a Service port that is not among them has no answer on any node. */

import type { CiliumEnvoyConfig } from '../../../snapshot/kubernetes.ts';
import { helm, kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import type { Origin, TargetGroup } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, manifest, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, keysOf, portWords, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const envoyConfigPortMissing: LoadBalancerRule = {
  id: 'cilium/envoy-config-port-missing',
  title: "The CiliumEnvoyConfig does not list one of the Service's ports",
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['ciliumenvoyconfigs.cilium.io', 'ciliumclusterwideenvoyconfigs.cilium.io', 'services', 'targetgroupbindings.elbv2.k8s.aws'],
  explanation: `Since 1.16 \`CiliumEnvoyConfig.spec.services[].ports\` lists the Service ports that are redirected to Envoy; older versions list none, which means all.
The shared Ingress of 1.16 and later lists only port 80 as long as no Ingress has a TLS block, while the Service that Helm made has 80 and 443: the
target group of 443 is unhealthy on every node and that of 80 is healthy. The shared Ingress was repaired by cilium/cilium#44229 (February 2026); a
dedicated Ingress without TLS lacks 443 in 1.20 still.`,
  silentWhen: 'The list of ports is absent (all ports are redirected), or it has the port of every target group.',
  references: [
    'https://github.com/cilium/cilium/pull/44229',
    'https://github.com/cilium/cilium/issues/34093',
    'https://github.com/cilium/cilium/issues/32744',
  ],
  remedies: (names) => [
    {
      title: 'Upgrade Cilium to a release that has cilium/cilium#44229',
      recommended: true,
      effect:
        'The operator lists every port of the Service; the port answers on all nodes. The shared Ingress only: a dedicated Ingress needs the next remedy.',
      risk: 'An upgrade of Cilium restarts operator, agents and Envoy, node by node. Only upgrades between consecutive minors are tested.',
      undo: helm(names, `rollback cilium --namespace ${names.ciliumNamespace}`),
      steps: [
        command(kubectl(names, `-n ${names.ciliumNamespace} get daemonset cilium -o jsonpath='{.spec.template.spec.containers[0].image}'`)),
        command(
          helm(
            names,
            `upgrade cilium cilium/cilium --namespace ${names.ciliumNamespace} --reuse-values --version <a patch release of your minor from March 2026 or later>`,
          ),
        ),
      ],
      verify: [
        command(
          kubectl(
            names,
            `get ciliumenvoyconfigs -A -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name}{" "}{.spec.services}{"\\n"}{end}'`,
          ),
        ),
        ...verifyTargets(names),
      ],
    },
    {
      title: 'Give one Ingress a TLS block, at once and without an upgrade',
      recommended: false,
      effect: 'The operator adds the port to the CiliumEnvoyConfig within seconds; Envoy answers it with this certificate.',
      risk: 'The host of this Ingress is served over HTTPS from then on, by default with a redirect from HTTP.',
      undo: 'Take the TLS block out again: the port disappears from the CiliumEnvoyConfig and its targets fail.',
      steps: [
        manifest('spec:\n  tls:\n  - hosts: [<host>]\n    secretName: <TLS secret in the namespace of the Ingress>\n'),
        text('Or take the port off the load balancer, where nobody uses it: an NLB with a listener nobody answers only raises alarms.'),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

interface Lacking {
  readonly group: TargetGroup;
  readonly port: number;
}

function examine({ loadBalancer, origin }: Joined): Finding {
  if (!origin.envoyConfigs.known) return unknown(origin.envoyConfigs);
  const listed = portsOf(origin.envoyConfigs.value, origin);
  if (origin.envoyConfigs.value.length === 0) return notApplicable;
  if (listed === 'all')
    return ruledOut(`${nameOf(origin.envoyConfigs.value[0] as CiliumEnvoyConfig)} lists no ports, which redirects all of them`);
  const groups = loadBalancer.targetGroups.filter((group) => group.origin === undefined || isSame(group.origin, origin));
  const unread = groups.map(({ servicePort }) => servicePort).find((port) => !port.known);
  const lacking = groups.flatMap((group): readonly Lacking[] => {
    const port = group.servicePort.known ? group.servicePort.value?.port : undefined;
    return port === undefined || listed.includes(port) ? [] : [{ group, port }];
  });
  if (lacking.length > 0) return found(lacking, listed, origin.envoyConfigs.value);
  if (unread !== undefined && !unread.known) return unknown(unread);
  return ruledOut(`${origin.envoyConfigs.value.map(nameOf).join(', ')} lists ${portWords(listed)}, those of every target group`);
}

function found(lacking: readonly Lacking[], listed: readonly number[], configs: readonly CiliumEnvoyConfig[]): Finding {
  const ports = lacking.map(({ port }) => port).join(' and ');
  const source = configs.map(nameOf).join(', ');
  return cause({
    summary: `${source} redirects ${portWords(listed)} only: NodePort ${lacking.map(({ group }) => group.port ?? '?').join(' and ')} (Service port ${ports}) leads nowhere on every node`,
    confidence: 'certain',
    because: 'the CiliumEnvoyConfig lists its ports, and this one is not among them',
    targets: keysOf(targetsOf(lacking.map(({ group }) => group))),
    evidence: [
      supporting(`spec.services[].ports: [${listed.join(', ')}]`, source),
      ...lacking.map(({ group, port }) =>
        supporting(
          `target group ${group.name} serves Service port ${port}, NodePort ${group.port ?? 'unknown'}`,
          group.servicePort.known ? 'Service spec.ports' : 'target group',
        ),
      ),
    ],
  });
}

/** `all` where one of the entries for this Service lists no ports. */
function portsOf(configs: readonly CiliumEnvoyConfig[], origin: Origin): readonly number[] | 'all' {
  const entries = configs.flatMap((config) =>
    (config.spec?.services ?? []).filter(
      ({ name, namespace }) => name === origin.name && (namespace ?? config.metadata.namespace) === origin.namespace,
    ),
  );
  if (entries.some(({ ports }) => ports === undefined || ports.length === 0)) return 'all';
  return [...new Set(entries.flatMap(({ ports }) => ports ?? []))].toSorted((a, b) => a - b);
}

const isSame = (a: Origin, b: Origin) => a.namespace === b.namespace && a.name === b.name;
