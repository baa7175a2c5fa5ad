/** Targets in a zone that the load balancer does not serve are never checked. */

import { aws } from '../../../text/commands.ts';
import type { NetworkLoadBalancer } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting } from '../../finding.ts';
import { command, manifest, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, keysOf, list, targetsOf } from '../../vocabulary.ts';

export const zoneNotEnabled: LoadBalancerRule = {
  id: 'aws/zone-not-enabled',
  title: 'Targets stand in a zone the load balancer does not serve',
  severity: 'critical',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['elasticloadbalancing:DescribeLoadBalancers', 'ec2:DescribeInstances', 'nodes'],
  explanation: `A load balancer serves the zones of its subnets. Targets elsewhere are registered and stay \`unused\` with \`Target.NotInUse\`. The usual way there: a zone
was added to the node groups later. The AWS Load Balancer Controller keeps the subnets an existing load balancer has; the cloud provider never changes
them.`,
  silentWhen: 'Every target that is not used stands in a zone of the load balancer, or AWS does not say unused.',
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones',
    'https://github.com/kubernetes/cloud-provider-aws/issues/206',
  ],
  remedies: (names) => [
    {
      title: 'Give the load balancer a subnet in that zone',
      recommended: true,
      effect:
        'The zone is served: its targets are checked and used. Zones can be added to a network load balancer, and with security groups also taken away.',
      risk: 'None for the other zones; the DNS name resolves to one address more.',
      undo: 'Set the former subnets.',
      steps: [
        manifest('service.beta.kubernetes.io/aws-load-balancer-subnets: <all subnets, one in each zone>\n'),
        text('On the Service; for a Cilium Gateway under spec.infrastructure.annotations. A load balancer of your own:'),
        command(aws(names, `elbv2 set-subnets --load-balancer-arn ${names.loadBalancerArn} --subnets <all subnets, one in each zone>`)),
      ],
      verify: [
        command(
          aws(
            names,
            `elbv2 describe-load-balancers --load-balancer-arns ${names.loadBalancerArn} --query 'LoadBalancers[].AvailabilityZones[].ZoneName'`,
          ),
        ),
        ...verifyTargets(names),
      ],
    },
  ],
  examine,
};

function examine({ facts, targetGroups }: NetworkLoadBalancer): Finding {
  const zones = facts.AvailabilityZones?.flatMap(({ ZoneName }) => ZoneName ?? []) ?? [];
  const unused = targetsOf(targetGroups.filter(({ attached }) => attached)).filter(
    ({ state, reason }) => state === 'unused' && reason === 'Target.NotInUse',
  );
  if (zones.length === 0 || targetGroups.length === 0) return notApplicable;
  const outside = unused.filter(({ zone }) => zone !== undefined && zone !== 'all' && !zones.includes(zone));
  if (outside.length === 0) return unused.length === 0 ? ruledOut('AWS reports no target as unused') : notApplicable;
  const missing = [...new Set(outside.flatMap(({ zone }) => zone ?? []))].toSorted();
  return cause({
    summary: `The load balancer serves ${list(zones)}, and ${count(outside.length, 'target')} ${outside.length === 1 ? 'stands' : 'stand'} in ${list(missing)}`,
    confidence: 'certain',
    because: 'AWS reports these targets as not in use, and their zone is none of the load balancer',
    targets: keysOf(outside),
    evidence: [
      supporting(`AvailabilityZones: ${list(zones)}`, 'elasticloadbalancing:DescribeLoadBalancers'),
      supporting(
        `unused, Target.NotInUse, in ${list(missing)}: ${list(
          outside.map(({ id }) => id),
          3,
        )}`,
        'elasticloadbalancing:DescribeTargetHealth',
      ),
    ],
  });
}
