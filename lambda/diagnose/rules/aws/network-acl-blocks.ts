/** A network ACL drops the health check on its way there, or the answer on its way back. */

import { aws } from '../../../text/commands.ts';
import { type AclVerdict, aclsOf } from '../../../topology/healthCheckPath.ts';
import type { NetworkLoadBalancer, Target } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { firstGap, judgeTargets, told } from '../../reach.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, keysOf } from '../../vocabulary.ts';

export const networkAclBlocks: LoadBalancerRule = {
  id: 'aws/network-acl-blocks',
  title: 'A network ACL drops the health check or its answer',
  severity: 'critical',
  hop: 'network',
  subject: 'loadBalancer',
  reads: ['ec2:DescribeNetworkAcls', 'ec2:DescribeSubnets', 'ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces'],
  explanation: `Network ACLs have no memory: the check must be allowed out of the load balancer's subnet and into the target's, and the answer, to a port from 1024 to
65535, out of the target's subnet and into the load balancer's. Entries are read by number, the first that matches decides, and what none allows is
denied. The failure has the shape of subnets or zones. Within one subnet no ACL applies.`,
  silentWhen: 'For every failing target all four decisions allow, or load balancer and target share a subnet.',
  references: [
    'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html',
  ],
  remedies: (names) => [
    {
      title: 'Add the entry that is missing, with a number below the one that denies',
      recommended: true,
      effect: 'Check and answer pass; targets are healthy after three checks.',
      risk: 'A network ACL concerns everything in its subnets: add an entry for these ports and blocks only.',
      undo: `${aws(names, 'ec2 delete-network-acl-entry')} with the same ACL, number and direction.`,
      steps: [
        text('What decides stands in the evidence. For the check into the subnet of the targets, and its answer:'),
        command(
          aws(
            names,
            `ec2 create-network-acl-entry --network-acl-id ${names.networkAcl} --ingress --rule-number <free number> --protocol tcp --port-range From=${names.port},To=${names.port} --cidr-block <subnet of the load balancer> --rule-action allow`,
          ),
        ),
        command(
          aws(
            names,
            `ec2 create-network-acl-entry --network-acl-id ${names.networkAcl} --egress --rule-number <free number> --protocol tcp --port-range From=1024,To=65535 --cidr-block <subnet of the load balancer> --rule-action allow`,
          ),
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

function examine(loadBalancer: NetworkLoadBalancer): Finding {
  const judged = judgeTargets(loadBalancer, (target, port) => aclsOf(loadBalancer, target, port));
  const rows = told(judged);
  const blocked = rows.filter(({ value }) => !value.open);
  const gap = firstGap(judged);
  if (blocked.length > 0) return found(blocked);
  if (gap !== undefined) return unknown(gap);
  const [open] = rows;
  return open === undefined ? notApplicable : ruledOut(open.value.because);
}

function found(blocked: readonly { readonly target: Target; readonly port: number; readonly value: AclVerdict }[]): Finding {
  const reasons = [...new Set(blocked.map(({ value }) => value.because))];
  const [first] = blocked;
  return cause({
    summary: `A network ACL drops the health check of ${count(blocked.length, 'target')} or its answer: ${reasons[0] ?? ''}`,
    confidence: blocked.every(({ value }) => value.explicit) ? 'certain' : 'likely',
    because: blocked.every(({ value }) => value.explicit)
      ? 'the entry that decides says deny'
      : 'all entries were read, and none allows it',
    targets: keysOf(blocked.map(({ target }) => target)),
    names: { networkAcl: /^acl-[0-9a-f]+/.exec(reasons[0] ?? '')?.[0] ?? '', port: String(first?.port ?? '') },
    evidence: reasons.slice(0, 4).map((reason) => supporting(reason, 'ec2:DescribeNetworkAcls')),
  });
}
