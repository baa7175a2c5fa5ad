/** The health check of Services with policy Local is answered by Cilium's agent: switched off, nobody answers. */

import { quote, setting } from '../../../topology/cilium.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { applyHelm, verifySetting, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, joined, keysOf, targetsOf } from '../../vocabulary.ts';

export const healthCheckNodePortOff: LoadBalancerRule = {
  id: 'cilium/health-check-node-port-off',
  title: 'The health-check NodePort is switched off, and Services with policy Local are checked there',
  severity: 'critical',
  hop: 'node-port',
  subject: 'loadBalancer',
  reads: ['configmaps', 'services'],
  explanation: `Target groups of Services with \`externalTrafficPolicy: Local\` check \`/healthz\` on \`spec.healthCheckNodePort\`. With kube-proxy replacement the agent
answers there, unless \`enable-health-check-nodeport\` is "false": then connections are refused on every node.`,
  silentWhen: 'The switch is absent or "true", or the policy is Cluster.',
  references: ['https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/'],
  remedies: (names) => [
    {
      title: 'Switch the health-check NodePort on',
      recommended: true,
      effect: 'Agents answer 200 on nodes with a local back end and 503 on the others.',
      risk: 'Agents restart node by node.',
      undo: 'Set it to false.',
      steps: applyHelm(names, 'healthCheckNodePort: true\n'),
      verify: [verifySetting(names, 'enable-health-check-nodeport'), ...verifyTargets(names)],
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster, origin }: Joined): Finding {
  if (!origin.service.known) return unknown(origin.service);
  const { externalTrafficPolicy, healthCheckNodePort: port } = origin.service.value?.spec ?? {};
  const groups = loadBalancer.targetGroups.filter(({ targets }) =>
    targets.some(({ healthCheckPort }) => port !== undefined && healthCheckPort === port),
  );
  if (origin.service.value === undefined || externalTrafficPolicy !== 'Local' || groups.length === 0) return notApplicable;
  const enabled = setting(cluster, 'enable-health-check-nodeport');
  if (!enabled.known) return unknown(enabled);
  if (enabled.value.value !== 'false') return ruledOut(quote(enabled.value));
  return cause({
    summary: `The health-check NodePort is switched off in Cilium, and the target groups check port ${port}`,
    confidence: 'certain',
    because: 'the ConfigMap switches it off, and the groups check exactly this port',
    targets: keysOf(targetsOf(groups)),
    evidence: [
      supporting(quote(enabled.value), enabled.value.source),
      supporting(`externalTrafficPolicy: Local, healthCheckNodePort: ${port}`, nameOf(origin.service.value)),
    ],
  });
}
