/** The traffic port is open and the fixed port of the health check is not. */

import { aws } from '../../../text/commands.ts';
import { type Fact, known } from '../../../topology/fact.ts';
import { ingressOf } from '../../../topology/healthCheckPath.ts';
import type { NetworkLoadBalancer, Target } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { firstGap, judgeTargets, portsOf, told } from '../../reach.ts';
import { command, manifest, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { keysOf } from '../../vocabulary.ts';

export const healthCheckPortBlocked: LoadBalancerRule = {
  id: 'aws/health-check-port-blocked',
  title: 'The health check uses a fixed port that the security groups do not open, while the traffic port is open',
  severity: 'critical',
  hop: 'network',
  subject: 'loadBalancer',
  reads: ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSecurityGroupRules'],
  explanation: `A target group may check another port than it sends to: the health-check NodePort of a Service with policy Local, or a port set by annotation. Rules
written for the traffic ports then leave the check out: clients could be served, and every target is unhealthy. The controller opens a numeric
health-check port by itself only where it manages the rules.`,
  silentWhen:
    'The group checks its traffic port, or both ports are open, or both are closed (that is aws/security-group-blocks-health-check).',
  references: ['https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/#health-check'],
  specialCaseOf: ['aws/security-group-blocks-health-check'],
  remedies: (names) => [
    {
      title: 'Check the traffic port, or open the health-check port',
      recommended: true,
      effect: 'The check arrives; targets pass after three of them.',
      risk: 'A check of the traffic port says less than one of a health endpoint: with policy Local it keeps nodes in service that have no back end.',
      undo: 'Set the annotation back.',
      steps: [
        manifest('service.beta.kubernetes.io/aws-load-balancer-healthcheck-port: traffic-port\n'),
        text('Or keep the port and open it:'),
        command(
          aws(
            names,
            `ec2 authorize-security-group-ingress --group-id ${names.securityGroup} --ip-permissions 'IpProtocol=tcp,FromPort=${names.port},ToPort=${names.port},UserIdGroupPairs=[{GroupId=<security group of the load balancer>}]'`,
          ),
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

interface Ports {
  readonly check: boolean;
  readonly traffic: boolean;
  readonly by: string | undefined;
  readonly groups: readonly string[];
}

function examine(loadBalancer: NetworkLoadBalancer): Finding {
  const fixed = judgeTargets(loadBalancer, (target, port) => portsOpen(loadBalancer, target, port)).filter(
    ({ target, port }) => target.port !== undefined && target.port !== port,
  );
  if (fixed.length === 0) return notApplicable;
  const rows = told(fixed);
  const blocked = rows.filter(({ value }) => !value.check && value.traffic);
  const [first] = blocked;
  const gap = firstGap(fixed);
  if (first === undefined)
    return gap === undefined
      ? ruledOut(`the security groups open ${portsOf(rows)}, where health is checked, as they open the traffic port`)
      : unknown(gap);
  return cause({
    summary: `The security groups close ${portsOf(blocked)}, which the health check uses, while traffic port ${first.target.port} is open`,
    confidence: 'likely',
    because: 'all rules were read: one admits the traffic port, none the port of the check',
    targets: keysOf(blocked.map(({ target }) => target)),
    ...(first.value.groups[0] === undefined ? {} : { sharedBy: { kind: 'SecurityGroup', name: first.value.groups[0] } }),
    names: { port: String(first.port), securityGroup: first.value.groups[0] ?? '' },
    evidence: [
      supporting(`the group checks ${portsOf(blocked)} and sends to ${first.target.port}`, 'elasticloadbalancing:DescribeTargetHealth'),
      supporting(`traffic is admitted by ${first.value.by}`, 'ec2:DescribeSecurityGroupRules'),
    ],
  });
}

function portsOpen(loadBalancer: NetworkLoadBalancer, target: Target, port: number): Fact<Ports> {
  const check = ingressOf(loadBalancer, target, port);
  const traffic = ingressOf(loadBalancer, target, target.port ?? port);
  if (!check.known) return check;
  if (!traffic.known) return traffic;
  return known({ check: check.value.open, traffic: traffic.value.open, by: traffic.value.by, groups: check.value.groups });
}
