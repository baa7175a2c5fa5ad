/** Nodes or pods that should be registered and are not: the load balancer serves with fewer targets than there are. */

import { kubectl } from '../../../text/commands.ts';
import type { NetworkLoadBalancer, Target } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, firstMissing, keysOf, list, targetsOf } from '../../vocabulary.ts';

export const missingTargets: LoadBalancerRule = {
  id: 'aws/missing-targets',
  title: 'Nodes or pods that should be registered are not',
  severity: 'warning',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['nodes', 'targetgroupbindings.elbv2.k8s.aws', 'endpointslices.discovery.k8s.io', 'services'],
  explanation: `The controller registers every node that is Ready, not excluded by a label or taint, and matches the node selector (target type instance), or every
ready pod (target type ip). Who is expected and not there was skipped: the controller is down, lacks a permission, hit a quota, or sees no reason to
look again. New nodes are given five minutes before they count.`,
  silentWhen: 'Everybody who should be registered is, or who should be cannot be told.',
  references: [
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2012',
  ],
  consequenceOf: [
    'aws/controller-not-running',
    'aws/controller-reports-error',
    'cilium/ip-targets-on-gateway',
    'kubernetes/service-deleted',
  ],
  remedies: (names) => [
    {
      title: 'Make the controller reconcile, and read what it says',
      recommended: true,
      effect: 'The controller registers who is missing, or names what keeps it from doing so.',
      risk: 'None for registered targets.',
      undo: 'Nothing to undo.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.namespace} get events --field-selector involvedObject.kind=TargetGroupBinding --sort-by=.lastTimestamp`,
          ),
        ),
        command(
          kubectl(
            names,
            `-n ${names.namespace} annotate targetgroupbinding ${names.targetGroup} elbv2.k8s.aws/checkpoint- elbv2.k8s.aws/checkpoint-timestamp-`,
          ),
        ),
        text('Then look at the log of the AWS Load Balancer Controller for the name of the binding.'),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine,
};

function examine({ targetGroups }: NetworkLoadBalancer): Finding {
  if (targetGroups.length === 0) return notApplicable;
  const missing = targetsOf(targetGroups).filter(({ state }) => state === 'missing');
  const [first] = missing;
  if (first === undefined) {
    const unread = firstMissing(...targetGroups.map(({ expected }) => expected));
    return unread === undefined ? ruledOut('everybody who should be registered is') : unknown(unread);
  }
  const group = targetGroups.find(({ targets }) => targets.includes(first));
  const who = [...new Set(missing.map(nameOfTarget))].toSorted();
  return cause({
    summary: `${count(who.length, 'node or pod', 'nodes or pods')} that should be registered ${who.length === 1 ? 'is' : 'are'} not: ${list(who, 3)}`,
    confidence: 'likely',
    because: 'the expected set was computed from the nodes or endpoints as the controller does it, and these are not in the group',
    targets: keysOf(missing),
    names: { targetGroup: group?.name ?? '' },
    evidence: [
      supporting(
        `not registered: ${list(missing.map(({ id, port }) => `${id}:${port ?? '?'}`))}`,
        'elasticloadbalancing:DescribeTargetHealth',
      ),
      supporting(`${list(who)} ${who.length === 1 ? 'qualifies' : 'qualify'}`, 'Node, TargetGroupBinding'),
    ],
  });
}

const nameOfTarget = ({ node, id }: Target) => node?.name ?? id;
