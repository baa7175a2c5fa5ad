/** No rule of the targets' security groups admits the load balancer to the port it checks. */

import type { SecurityGroupRule } from '../../../snapshot/aws.ts';
import { aws } from '../../../text/commands.ts';
import { ingressOf, type Passage } from '../../../topology/healthCheckPath.ts';
import { quoteRule } from '../../../topology/networkRules.ts';
import type { NetworkLoadBalancer, Target } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, opposing, ruledOut, supporting, unknown } from '../../finding.ts';
import { firstGap, judgeTargets, portsOf, told } from '../../reach.ts';
import { command, manifest, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, keysOf, list } from '../../vocabulary.ts';

const source = 'ec2:DescribeSecurityGroupRules';

export const securityGroupBlocksHealthCheck: LoadBalancerRule = {
  id: 'aws/security-group-blocks-health-check',
  title: 'No security-group rule lets the load balancer reach the health-check port of the targets',
  severity: 'critical',
  hop: 'network',
  subject: 'loadBalancer',
  reads: [
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSecurityGroupRules',
    'ec2:DescribeSubnets',
    'ec2:DescribeManagedPrefixLists',
    'ec2:GetManagedPrefixListEntries',
  ],
  explanation: `Health checks come from the private addresses of the load balancer's nodes, and from its security groups where it has some. One rule on any security
group of the target's primary interface must admit them to the port that is checked. Where the controller manages the rules it writes one for the whole
range of NodePorts; where security groups are given by annotation without \`manage-backend-security-group-rules\`, or the load balancer is made by
Terraform, somebody has to open each NodePort, and a listener that is added later brings a new one.`,
  silentWhen:
    'For every target that fails a rule admits the port: by address, prefix list, or reference to a group of the load balancer. A near miss is shown as what speaks against.',
  references: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html',
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/security_groups/',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3469',
  ],
  remedies: (names) => [
    {
      title: 'Open the NodePort for the security group of the load balancer (or its addresses)',
      recommended: true,
      effect: 'Health checks and traffic reach the nodes at once; targets pass after three checks.',
      risk: 'Whoever may use the load balancer reaches this port of the nodes, and nobody else.',
      undo: `${aws(names, 'ec2 revoke-security-group-ingress')} with the same arguments.`,
      steps: [
        command(
          aws(
            names,
            `ec2 authorize-security-group-ingress --group-id ${names.securityGroup} --ip-permissions 'IpProtocol=tcp,FromPort=${names.port},ToPort=${names.port},${names.peerKind}=[{${names.peerField}=${names.peer},Description=nlb-health-check}]'`,
          ),
        ),
        text(
          'In Terraform: an aws_vpc_security_group_ingress_rule with the same group, port and source, or a range over 30000-32767 so that a new listener needs no new rule.',
        ),
      ],
      verify: verifyTargets(names),
    },
    {
      title: 'Let the controller manage the rules',
      recommended: false,
      effect: 'The AWS Load Balancer Controller writes one rule for all NodePorts of the Service, and keeps it.',
      risk: 'The controller needs permission to change the security group of the nodes.',
      undo: 'Take the annotation away; the controller removes its rule.',
      steps: [
        manifest('service.beta.kubernetes.io/aws-load-balancer-manage-backend-security-group-rules: "true"\n'),
        text('On the Service; for a Cilium Gateway under spec.infrastructure.annotations.'),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

function examine(loadBalancer: NetworkLoadBalancer): Finding {
  const judged = judgeTargets(loadBalancer, (target, port) => ingressOf(loadBalancer, target, port));
  const rows = told(judged);
  const blocked = rows.filter(({ value }) => !value.open);
  const gap = firstGap(judged);
  if (blocked.length > 0 && (blocked.some(({ target }) => target.verdict !== 'healthy') || gap === undefined))
    return found(blocked, loadBalancer);
  if (gap !== undefined) return unknown(gap);
  const [open] = rows;
  if (open === undefined) return notApplicable;
  return ruledOut(`${[...new Set(rows.map(({ value }) => value.by))].slice(0, 2).join('; ')} admits the load balancer to ${portsOf(rows)}`);
}

type Row = { readonly target: Target; readonly port: number; readonly value: Passage };

function found(blocked: readonly Row[], loadBalancer: NetworkLoadBalancer): Finding {
  const groups = [...new Set(blocked.flatMap(({ value }) => value.groups))].toSorted();
  const own = loadBalancer.facts.SecurityGroups ?? [];
  const [first] = blocked;
  const from = own.length > 0 ? `security group ${list(own, 3)} of the load balancer` : 'the subnets of the load balancer';
  return cause({
    summary: `No rule of ${list(groups, 3)} admits ${from} to ${portsOf(blocked)} of ${count(new Set(blocked.map(({ target }) => target.id)).size, 'target')}`,
    confidence: 'likely',
    because: 'all rules of the security groups were read, and none admits the port',
    targets: keysOf(blocked.map(({ target }) => target)),
    ...(groups[0] === undefined ? {} : { sharedBy: { kind: 'SecurityGroup', name: groups[0] } }),
    names: { securityGroup: groups[0] ?? '', port: String(first?.port ?? ''), ...peerOf(own) },
    evidence: [
      supporting(`the health check uses ${portsOf(blocked)}, and no ingress rule of ${list(groups, 3)} covers that for ${from}`, source),
      ...nearMisses(blocked),
    ],
  });
}

const peerOf = (own: readonly string[]) =>
  own[0] === undefined
    ? { peerKind: 'IpRanges', peerField: 'CidrIp', peer: '' }
    : { peerKind: 'UserIdGroupPairs', peerField: 'GroupId', peer: own[0] };

/** Rules that come close: they show what was opened, and what was not. */
function nearMisses(blocked: readonly Row[]): readonly Evidence[] {
  const ports = new Set(blocked.map(({ port }) => port));
  const rules = [...new Map(blocked.flatMap(({ value }) => value.rules).map((rule) => [rule.SecurityGroupRuleId, rule])).values()];
  return rules
    .filter(({ IpProtocol }) => IpProtocol === 'tcp')
    .toSorted((a, b) => distance(a, ports) - distance(b, ports) || (a.SecurityGroupRuleId < b.SecurityGroupRuleId ? -1 : 1))
    .slice(0, 3)
    .map((rule) => opposing(`there is ${quoteRule(rule)}, which does not cover it`, source));
}

const distance = ({ FromPort, ToPort }: SecurityGroupRule, ports: ReadonlySet<number>): number =>
  Math.min(...[...ports].map((port) => Math.max(0, (FromPort ?? 0) - port, port - (ToPort ?? 0))));
