/** A target group that no listener forwards to is not checked and gets no traffic: all its targets are `unused`. */

import { aws, kubectl } from '../../../text/commands.ts';
import type { NetworkLoadBalancer } from '../../../topology/topology.ts';
import { cause, type Finding, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, keysOf, list, targetsOf } from '../../vocabulary.ts';

export const targetGroupWithoutListener: LoadBalancerRule = {
  id: 'aws/target-group-without-listener',
  title: 'The target group is attached to nothing, so its targets are unused',
  severity: 'critical',
  hop: 'listener',
  subject: 'loadBalancer',
  reads: ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeListeners'],
  explanation: `AWS checks the targets of a group only while a listener forwards to it. A group without one (an orphan of a replaced Service, a listener somebody
deleted, Terraform in the wrong order) reports \`unused\` with \`Target.NotInUse\` for every target, and nobody answers on that port.`,
  silentWhen: 'Every target group of the Service is attached to a load balancer; groups of other Services are not looked at.',
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html',
  ],
  consequenceOf: ['cilium/host-network-removed-load-balancer', 'kubernetes/service-deleted'],
  remedies: (names) => [
    {
      title: 'Let the controller put the listener back, or make it yourself where you own the load balancer',
      recommended: true,
      effect: 'The targets are checked and get traffic.',
      risk: 'None for other ports.',
      undo: 'Delete the listener.',
      steps: [
        command(kubectl(names, `-n ${names.namespace} annotate service ${names.service} nlb-doctor/reconcile="$(date +%s)" --overwrite`)),
        text('The annotation only makes the controller look at the Service again. A load balancer of your own:'),
        command(
          aws(
            names,
            `elbv2 create-listener --load-balancer-arn ${names.loadBalancerArn} --protocol TCP --port <port> --default-actions Type=forward,TargetGroupArn=${names.targetGroupArn}`,
          ),
        ),
      ],
      verify: [
        command(
          aws(names, `elbv2 describe-target-groups --target-group-arns ${names.targetGroupArn} --query 'TargetGroups[].LoadBalancerArns'`),
        ),
        ...verifyTargets(names),
      ],
    },
  ],
  examine,
};

function examine({ targetGroups, targetGroupsComplete, region }: NetworkLoadBalancer): Finding {
  const loose = targetGroups.filter(({ attached }) => !attached);
  const [first] = loose;
  if (first !== undefined) {
    return cause({
      summary: `${count(loose.length, 'target group')} of this Service ${loose.length === 1 ? 'is' : 'are'} attached to no load balancer: ${list(loose.map(({ name }) => name))}`,
      confidence: 'certain',
      because: 'AWS lists no load balancer for the group',
      targets: keysOf(targetsOf(loose)),
      names: { targetGroupArn: first.arn },
      evidence: loose.map(({ name, port }) =>
        supporting(`target group ${name} (port ${port ?? 'unknown'}): LoadBalancerArns: []`, 'elasticloadbalancing:DescribeTargetGroups'),
      ),
    });
  }
  if (targetGroupsComplete) return ruledOut(`every target group (${targetGroups.length}) is attached to a load balancer`);
  return unknown({
    missing: {
      what: 'elasticloadbalancing:DescribeListeners',
      why: 'some target groups do not say which load balancer they belong to, and listeners were not read',
      grant: { allow: `IAM: elasticloadbalancing:DescribeTargetGroups, elasticloadbalancing:DescribeListeners in ${region}` },
    },
  });
}
