/** The load balancer's own security groups do not let it send to the targets. */

import { aws } from '../../../text/commands.ts';
import { egressOf, type Passage } from '../../../topology/healthCheckPath.ts';
import { quoteRule } from '../../../topology/networkRules.ts';
import type { NetworkLoadBalancer, Target } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, opposing, ruledOut, supporting, unknown } from '../../finding.ts';
import { firstGap, judgeTargets, portsOf, told } from '../../reach.ts';
import { command, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { keysOf, list } from '../../vocabulary.ts';

const source = 'ec2:DescribeSecurityGroupRules';

export const loadBalancerEgressBlocked: LoadBalancerRule = {
  id: 'aws/load-balancer-egress-blocked',
  title: "The load balancer's own security groups have no egress to the target port",
  severity: 'critical',
  hop: 'network',
  subject: 'loadBalancer',
  reads: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSecurityGroupRules', 'ec2:DescribeInstances'],
  explanation: `A load balancer with security groups needs an egress rule for health checks and traffic. A group made in the console has one for everything; a group made
by Terraform has none unless it is written down, and every target fails while all rules on the nodes look right.`,
  silentWhen: 'The load balancer has no security groups (it then sends freely), or a rule of one of them covers the port and the targets.',
  references: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html'],
  remedies: (names) => [
    {
      title: 'Allow egress from the load balancer to the targets',
      recommended: true,
      effect: 'Health checks leave the load balancer; targets pass after three of them.',
      risk: 'The load balancer can reach this port of every address the rule names, and sends only to its targets.',
      undo: `${aws(names, 'ec2 revoke-security-group-egress')} with the same arguments.`,
      steps: [
        command(
          aws(
            names,
            `ec2 authorize-security-group-egress --group-id ${names.securityGroup} --ip-permissions 'IpProtocol=tcp,FromPort=${names.port},ToPort=${names.port},IpRanges=[{CidrIp=<CIDR block of the VPC>}]'`,
          ),
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

function examine(loadBalancer: NetworkLoadBalancer): Finding {
  if ((loadBalancer.facts.SecurityGroups ?? []).length === 0) return notApplicable;
  const judged = judgeTargets(loadBalancer, (target, port) => egressOf(loadBalancer, target, port));
  const rows = told(judged);
  const blocked = rows.filter(({ value }) => !value.open);
  const gap = firstGap(judged);
  if (blocked.length > 0) return found(blocked);
  if (gap !== undefined) return unknown(gap);
  const [open] = rows;
  return open === undefined ? notApplicable : ruledOut(`${open.value.by} lets the load balancer send to ${portsOf(rows)}`);
}

function found(blocked: readonly { readonly target: Target; readonly port: number; readonly value: Passage }[]): Finding {
  const [first] = blocked;
  const groups = first?.value.groups ?? [];
  const rules = first?.value.rules ?? [];
  return cause({
    summary: `No egress rule of ${list(groups, 3)} lets the load balancer send to ${portsOf(blocked)} of its targets`,
    confidence: 'likely',
    because: 'all rules of its security groups were read, and none covers the port and the targets',
    targets: keysOf(blocked.map(({ target }) => target)),
    ...(groups[0] === undefined ? {} : { sharedBy: { kind: 'SecurityGroup', name: groups[0] } }),
    names: { securityGroup: groups[0] ?? '', port: String(first?.port ?? '') },
    evidence: [
      supporting(
        rules.length === 0 ? `${list(groups, 3)}: no egress rule at all` : `${list(groups, 3)}: no egress rule covers ${portsOf(blocked)}`,
        source,
      ),
      ...rules.slice(0, 3).map((rule) => opposing(`there is ${quoteRule(rule)}, which does not cover it`, source)),
    ],
  });
}
