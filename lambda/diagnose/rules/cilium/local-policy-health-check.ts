/** Policy Local on a Service that Envoy serves: some versions answer the health check with 503 on every node. */

import { kubectl } from '../../../text/commands.ts';
import { isVersionIn } from '../../../topology/cilium.ts';
import { nameOf } from '../../../topology/lookup.ts';
import type { TargetGroup } from '../../../topology/topology.ts';
import { type Confidence, cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, helmValues, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { elbHealth, type Joined, keysOf, servedByEnvoy, targetsOf } from '../../vocabulary.ts';

export const localPolicyHealthCheck: LoadBalancerRule = {
  id: 'cilium/local-policy-health-check',
  title: 'externalTrafficPolicy Local on a Service that Envoy serves, in a version that answers the health check with 503',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['services', 'daemonsets.apps'],
  explanation: `With policy Local the controller checks \`/healthz\` on the health-check NodePort, which Cilium's agent answers: 200 where the node has a local back end, 503
where not. The only endpoint of a Gateway is the placeholder, so 1.16.0 answered 503 everywhere; that was repaired by counting the redirect to Envoy.
The rewrite in 1.18 kept a picture of the Service from before the redirect existed and answers 503 again on some nodes, repaired in February 2026. Policy
Local buys nothing here: the Envoy that answers is on the node that received the packet.`,
  silentWhen: 'The policy is Cluster, the check asks another port, or the version is not affected.',
  references: [
    'https://github.com/cilium/cilium/issues/33038',
    'https://github.com/cilium/cilium/pull/44286',
    'https://github.com/cilium/cilium/issues/33547',
  ],
  specialCaseOf: ['kubernetes/local-policy-node-name-mismatch'],
  remedies: (names) => [
    {
      title: 'Use externalTrafficPolicy Cluster',
      recommended: true,
      effect:
        'The controller checks the NodePort over TCP, and every node with a working Envoy is healthy. Client addresses stay as they are.',
      risk: 'The target groups are replaced by ones with another health check: some seconds without targets, which there are none of now.',
      undo: 'Set it back to Local.',
      steps: [
        helmValues('gatewayAPI:\n  externalTrafficPolicy: Cluster\n'),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart deployment/cilium-operator`)),
        text(
          'Or, per class, in CiliumGatewayClassConfig spec.service.externalTrafficPolicy; for Ingress ingressController.service.externalTrafficPolicy.',
        ),
      ],
      verify: [
        command(kubectl(names, `-n ${names.namespace} get service ${names.service} -o jsonpath='{.spec.externalTrafficPolicy}'`)),
        ...verifyTargets(names),
      ],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ loadBalancer, cluster, origin }: Joined): Finding {
  if (!origin.service.known) return unknown(origin.service);
  const service = origin.service.value;
  const { externalTrafficPolicy: policy, healthCheckNodePort: port } = service?.spec ?? {};
  if (service === undefined || policy === undefined) return notApplicable;
  if (policy !== 'Local') return ruledOut(`externalTrafficPolicy: ${policy}`);
  const groups = loadBalancer.targetGroups.filter((group) => port !== undefined && checks(group, port));
  if (groups.length === 0) return notApplicable;
  if (!cluster.ciliumVersion.known) return unknown(cluster.ciliumVersion);
  const [confidence, why] = affected(cluster.ciliumVersion.value);
  if (confidence === undefined) return ruledOut(why);
  return cause({
    summary: `externalTrafficPolicy is Local, and Cilium ${cluster.ciliumVersion.value} answers the health check on port ${port} with 503 for Services that Envoy serves`,
    confidence,
    because: why,
    targets: keysOf(targetsOf(groups)),
    evidence: [
      supporting(`externalTrafficPolicy: Local, healthCheckNodePort: ${port}`, nameOf(service)),
      supporting(`the target groups check port ${port}`, elbHealth),
      supporting(`Cilium ${cluster.ciliumVersion.value}`, `DaemonSet ${cluster.ciliumNamespace}/cilium`),
    ],
  });
}

const checks = ({ facts, targets }: TargetGroup, port: number) =>
  facts.HealthCheckPort === String(port) || targets.some(({ healthCheckPort }) => healthCheckPort === port);

function affected(version: string): readonly [Confidence | undefined, string] {
  if (isVersionIn(version, '1.16.0', '1.16.1') === true) return ['likely', '1.16.0 answers 503 on every node'];
  if (isVersionIn(version, '1.18.0', '1.18.7') === true)
    return ['likely', 'the rewrite in 1.18 answers 503 on nodes where the Service was seen before its redirect'];
  if (isVersionIn(version, '1.18.7', '1.19.2') === true)
    return ['possible', 'releases of 1.18 and 1.19 before the repair of February 2026 may answer 503'];
  return [undefined, `Cilium ${version} is not known to answer 503 for Services that Envoy serves`];
}
