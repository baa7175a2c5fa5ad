/** Targets that were just registered are checked a few times before they count: wait. */

import type { NetworkLoadBalancer } from '../../../topology/topology.ts';
import { advice, cause, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, elbHealth, keysOf, targetsOf } from '../../vocabulary.ts';

export const targetsRegistering: LoadBalancerRule = {
  id: 'aws/targets-registering',
  title: 'Targets are being registered or deregistered: wait',
  severity: 'info',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['elasticloadbalancing:DescribeTargetHealth'],
  explanation: `A target is \`initial\` while it is registered (up to three minutes on a network load balancer) and until it has passed its first checks, and \`draining\`
while connections end (300 seconds by default). Both are normal in every rollout and every replacement of nodes. That all targets of a group drain and
none is healthy is an outage of minutes, made by a replacement without surge.`,
  silentWhen: 'No target is initial, and not all of a group drain.',
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2048',
  ],
  remedies: (names) => [
    {
      title: 'Wait, and look again in three minutes',
      recommended: true,
      effect: 'Targets turn healthy, or unhealthy with a reason of their own.',
      risk: 'None.',
      undo: 'Nothing to undo.',
      steps: [
        text(
          'For rollouts without a gap: readiness gates of the AWS Load Balancer Controller, a PodDisruptionBudget, and surge in the node group.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

function examine({ targetGroups }: NetworkLoadBalancer): Finding {
  const registered = targetsOf(targetGroups).filter(({ state }) => state !== 'missing' && state !== 'empty');
  const initial = registered.filter(({ state }) => state === 'initial');
  if (initial.length > 0) {
    return cause({
      summary: `${count(initial.length, 'target')} ${initial.length === 1 ? 'is' : 'are'} still being registered or checked for the first time`,
      confidence: 'certain',
      because: 'AWS says so',
      targets: keysOf(initial),
      evidence: [...new Set(initial.map(({ reason }) => reason ?? 'no reason'))].map((reason) =>
        supporting(
          `initial, ${reason}: ${count(initial.filter((one) => (one.reason ?? 'no reason') === reason).length, 'target')}`,
          elbHealth,
        ),
      ),
    });
  }
  const emptying = targetGroups.filter(({ targets }) => targets.length > 0 && targets.every(({ state }) => state === 'draining'));
  if (emptying.length > 0) {
    return advice({
      summary: `All targets of ${emptying.map(({ name }) => name).join(', ')} are being deregistered, and none is healthy: an outage until new ones are`,
      confidence: 'certain',
      because: 'AWS says so',
      severity: 'warning',
      evidence: [supporting('every target is draining', elbHealth)],
    });
  }
  return registered.length === 0 ? notApplicable : ruledOut('no target is being registered');
}
