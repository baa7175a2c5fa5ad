/** A load balancer that is being made, or failed, checks nothing. */

import { aws } from '../../../text/commands.ts';
import type { NetworkLoadBalancer, Topology } from '../../../topology/topology.ts';
import { advice, cause, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { keysOf, targetsOf, timeOf } from '../../vocabulary.ts';

/** Provisioning takes some minutes; longer than this it is a finding. */
const patience = 10 * 60 * 1000;

export const loadBalancerNotActive: LoadBalancerRule = {
  id: 'aws/load-balancer-not-active',
  title: 'The load balancer is provisioning or failed',
  severity: 'warning',
  hop: 'load-balancer',
  subject: 'loadBalancer',
  reads: ['elasticloadbalancing:DescribeLoadBalancers'],
  explanation: `A load balancer is \`provisioning\` for some minutes after it is made, \`failed\` where AWS could not set it up (no free addresses in a subnet, a quota of
network interfaces), and \`active_impaired\` where it works but could not get all resources it needs to scale. Until it is active its targets are not checked.`,
  silentWhen: 'Its state is active.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#network-load-balancer-state'],
  remedies: (names) => [
    {
      title: 'Wait for provisioning; for a failure read the reason and free what is missing',
      recommended: true,
      effect: 'The load balancer becomes active and checks its targets.',
      risk: 'A failed load balancer has to be deleted and made anew: new ARN and DNS name.',
      undo: 'Nothing to undo.',
      steps: [
        command(aws(names, `elbv2 describe-load-balancers --load-balancer-arns ${names.loadBalancerArn} --query 'LoadBalancers[].State'`)),
        text(
          'Each subnet needs at least 8 free addresses. A failed one: delete it, then touch the Service so that its controller makes another.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

function examine({ facts, targetGroups }: NetworkLoadBalancer, { takenAt }: Topology): Finding {
  const { Code: code, Reason: reason } = facts.State ?? {};
  if (code === undefined) return notApplicable;
  if (code === 'active') return ruledOut('the state of the load balancer is active');
  const evidence = [supporting(`State: ${code}${reason === undefined ? '' : `, ${reason}`}`, 'elasticloadbalancing:DescribeLoadBalancers')];
  const said = { confidence: 'certain' as const, because: 'AWS says so', evidence };
  if (code === 'active_impaired')
    return advice({ ...said, summary: 'The load balancer is impaired: it works, but could not get all it needs to scale' });
  const [now, made] = [timeOf(takenAt), timeOf(facts.CreatedTime)];
  const isLong = now !== undefined && made !== undefined && now - made > patience;
  return cause({
    ...said,
    summary:
      code === 'provisioning'
        ? `The load balancer is still being made${isLong ? ', for longer than ten minutes' : ''}`
        : `The load balancer is ${code}`,
    severity: code === 'provisioning' && !isLong ? 'info' : 'critical',
    targets: keysOf(targetsOf(targetGroups)),
  });
}
