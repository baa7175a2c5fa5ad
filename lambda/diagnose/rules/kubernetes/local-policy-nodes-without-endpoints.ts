/** Policy Local: nodes without a back end fail their check on purpose. Not a fault, and said so, because it looks like one. */

import { nameOf } from '../../../topology/lookup.ts';
import { advice, type Finding, notApplicable, supporting, unknown } from '../../finding.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, elbHealth, type Joined, joined, list, nodesOf, targetsOf } from '../../vocabulary.ts';

export const localPolicyNodesWithoutEndpoints: LoadBalancerRule = {
  id: 'kubernetes/local-policy-nodes-without-endpoints',
  title: 'externalTrafficPolicy Local: nodes without a local back end fail by design',
  severity: 'info',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['services', 'endpointslices.discovery.k8s.io', 'nodes'],
  explanation: `With \`externalTrafficPolicy: Local\` every node answers \`/healthz\` on the health-check NodePort: 200 if a ready back end runs on it, 503 if not. The load
balancer then sends only to nodes with a back end, which keeps client addresses. The other nodes are unhealthy, all the time, and that is how it is meant
to be. nlb-doctor counts them apart (\`byDesign\`) and holds only nodes with a back end against the load balancer.`,
  silentWhen:
    'The policy is Cluster, the Service is served by Envoy, or nodes and endpoints were not read: then nothing counts as by design.',
  references: ['https://kubernetes.io/docs/tutorials/services/source-ip/', 'https://github.com/nginxinc/kubernetes-ingress/issues/1199'],
  remedies: () => [],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, origin }: Joined): Finding {
  if (!origin.service.known) return unknown(origin.service);
  const service = origin.service.value;
  if (service?.spec?.externalTrafficPolicy !== 'Local') return notApplicable;
  const targets = targetsOf(loadBalancer.targetGroups);
  const resting = nodesOf(targets.filter(({ verdict }) => verdict === 'byDesign'));
  if (resting.length === 0) return notApplicable;
  const all = nodesOf(targets).length;
  return advice({
    summary: `${resting.length} of ${count(all, 'node')} ${resting.length === 1 ? 'fails its' : 'fail their'} check by design: policy Local, and no back end runs there`,
    confidence: 'certain',
    because: 'policy, endpoints and nodes were read, and exactly the nodes without a back end fail',
    evidence: [
      supporting(`externalTrafficPolicy: Local, healthCheckNodePort: ${service.spec.healthCheckNodePort}`, nameOf(service)),
      supporting(
        `no ready back end on ${list(
          resting.map(({ name }) => name),
          3,
        )}`,
        'EndpointSlice',
      ),
      supporting('unhealthy on the health-check NodePort', elbHealth),
    ],
  });
}
