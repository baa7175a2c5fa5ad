/** The controller writes its rule to the one group that carries the cluster's tag: with none or several it writes none. */

import type { SecurityGroup } from '../../../snapshot/aws.ts';
import { aws } from '../../../text/commands.ts';
import type { Fact } from '../../../topology/fact.ts';
import { known } from '../../../topology/fact.ts';
import { ingressOf } from '../../../topology/healthCheckPath.ts';
import { endpointOf, unreadReading } from '../../../topology/network.ts';
import type { NetworkLoadBalancer, Target } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { firstGap, judgeTargets, told } from '../../reach.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { keysOf, list } from '../../vocabulary.ts';

export const securityGroupTagAmbiguous: LoadBalancerRule = {
  id: 'aws/security-group-tag-ambiguous',
  title: "None or several of a node's security groups carry the cluster tag, so the controller writes no rule",
  severity: 'critical',
  hop: 'network',
  subject: 'loadBalancer',
  reads: [
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSecurityGroupRules',
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'targetgroupbindings.elbv2.k8s.aws',
  ],
  explanation: `The AWS Load Balancer Controller adds its rule to the security group of the node's interface. Where the interface has several groups, it takes the one
with the tag \`kubernetes.io/cluster/<name>\`; where none or more than one has it, the controller gives up with "expected exactly one securityGroup
tagged", and no rule is written for that node.`,
  silentWhen:
    'The interface has one security group, exactly one carries the tag, or a rule written by somebody else admits the load balancer.',
  references: [
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1897',
    'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3684',
  ],
  specialCaseOf: ['aws/security-group-blocks-health-check', 'aws/controller-reports-error'],
  remedies: (names) => [
    {
      title: 'Leave the cluster tag on exactly one security group of the nodes',
      recommended: true,
      effect: 'The controller finds its group and writes the rule at its next reconcile.',
      risk: 'Other controllers look for the same tag; on EKS the cluster security group carries it by itself, so take it off the additional one.',
      undo: 'Put the tag back.',
      steps: [
        command(
          aws(
            names,
            `ec2 describe-security-groups --filters Name=tag-key,Values=kubernetes.io/cluster/${names.cluster} --query 'SecurityGroups[].[GroupId,GroupName]' --output text`,
          ),
        ),
        command(aws(names, `ec2 delete-tags --resources ${names.securityGroup} --tags Key=kubernetes.io/cluster/${names.cluster}`)),
        text(
          'With terraform-aws-eks: node_security_group_tags without the tag. Or tell the controller by --service-target-eni-security-group-tags which group it is.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

interface Tagged {
  readonly open: boolean;
  readonly groups: readonly string[];
  readonly tagged: readonly string[];
}

function examine(loadBalancer: NetworkLoadBalancer): Finding {
  const { cluster, controller } = loadBalancer;
  if (cluster === undefined || controller !== 'aws-load-balancer-controller' || !isManaged(loadBalancer)) return notApplicable;
  const judged = judgeTargets(loadBalancer, (target, port) =>
    taggedOf(loadBalancer, target, port, `kubernetes.io/cluster/${cluster.name}`),
  );
  const rows = told(judged);
  const ambiguous = rows.filter(({ value }) => !value.open && value.groups.length > 1 && value.tagged.length !== 1);
  const gap = firstGap(judged);
  const [first] = ambiguous;
  if (first !== undefined)
    return found(
      ambiguous.map(({ target }) => target),
      first.value,
      cluster.name,
    );
  if (gap !== undefined) return unknown(gap);
  return rows.length === 0
    ? notApplicable
    : ruledOut('for every target the controller can tell which security group is its own, or a rule is there already');
}

/** The controller writes rules only where the binding asks for networking. */
const isManaged = ({ targetGroups }: NetworkLoadBalancer) =>
  targetGroups.some(({ binding }) => binding.known && (binding.value?.spec?.networking?.ingress ?? []).length > 0);

function taggedOf(loadBalancer: NetworkLoadBalancer, target: Target, port: number, key: string): Fact<Tagged> {
  const [passage, endpoint] = [ingressOf(loadBalancer, target, port), endpointOf(target, loadBalancer)];
  if (!passage.known) return passage;
  if (!endpoint.known) return endpoint;
  const { securityGroups } = loadBalancer.surroundings;
  const groups = endpoint.value.groups.flatMap((id) => securityGroups.items.find(({ GroupId }) => GroupId === id) ?? []);
  if (groups.length < endpoint.value.groups.length || groups.some(({ Tags }) => Tags === undefined))
    return unreadReading(securityGroups, 'ec2:DescribeSecurityGroups', loadBalancer.region);
  return known({
    open: passage.value.open,
    groups: endpoint.value.groups,
    tagged: groups.filter((group) => carries(group, key)).map(({ GroupId }) => GroupId),
  });
}

const carries = ({ Tags }: SecurityGroup, key: string) => (Tags ?? []).some(({ Key }) => Key === key);

function found(targets: readonly Target[], { groups, tagged }: Tagged, cluster: string): Finding {
  const what = tagged.length === 0 ? `none of ${list(groups)} carries` : `${list(tagged)} all carry`;
  return cause({
    summary: `The controller cannot tell which security group of the nodes is its own (${what} kubernetes.io/cluster/${cluster}), and writes no rule`,
    confidence: 'likely',
    because: 'the tags of the groups were read, and no rule admits the load balancer',
    targets: keysOf(targets),
    ...(groups[0] === undefined ? {} : { sharedBy: { kind: 'SecurityGroup', name: groups[0] } }),
    names: { securityGroup: tagged[1] ?? groups[0] ?? '' },
    evidence: [supporting(`${what} the tag kubernetes.io/cluster/${cluster}`, 'ec2:DescribeSecurityGroups')],
  });
}
