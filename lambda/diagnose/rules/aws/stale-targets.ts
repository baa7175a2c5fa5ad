/** Registered targets that are no node or pod of the cluster any more: left over from replaced nodes, and never healthy again. */

import { aws, kubectl } from '../../../text/commands.ts';
import { found } from '../../../topology/lookup.ts';
import type { Cluster, Target, TargetGroup } from '../../../topology/topology.ts';
import { cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, type Joined, joined, keysOf, list } from '../../vocabulary.ts';

export const staleTargets: LoadBalancerRule = {
  id: 'aws/stale-targets',
  title: 'Registered targets are no node or pod of the cluster any more',
  severity: 'warning',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['nodes', 'endpointslices.discovery.k8s.io', 'ec2:DescribeInstances'],
  explanation: `Nodes and pods come and go; the controller registers and deregisters them. Targets that stay behind after their node is gone fail for ever. The usual
reasons: the controller was down while nodes were replaced, it skips the group because nothing changed since its last checkpoint, it looks the target up
under another zone (repaired in the AWS Load Balancer Controller in January 2026), or two controllers write one group.`,
  silentWhen: 'Every registered instance is a node of the cluster. Targets that are draining are on their way out and are not counted.',
  references: [
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/pull/4544',
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/',
  ],
  consequenceOf: ['aws/controller-not-running', 'kubernetes/service-deleted', 'aws/instance-not-running'],
  remedies: (names) => [
    {
      title: 'Make the controller reconcile the group, so that it deregisters what is gone',
      recommended: true,
      effect: 'The controller compares the group with the nodes and removes the rest.',
      risk: 'None for healthy targets.',
      undo: 'Nothing to undo.',
      steps: [
        command(
          kubectl(
            names,
            `-n ${names.namespace} annotate targetgroupbinding ${names.targetGroup} elbv2.k8s.aws/checkpoint- elbv2.k8s.aws/checkpoint-timestamp-`,
          ),
        ),
        text(
          `Without its checkpoint the controller looks again. If targets stay: ${kubectl(names, '-n kube-system rollout restart deployment/aws-load-balancer-controller')}`,
        ),
        text(
          `A group that no controller keeps: ${aws(names, 'elbv2 deregister-targets --target-group-arn <target group ARN> --targets <Id=… of each>')}`,
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const groups = loadBalancer.targetGroups.filter(({ healthRead, targetType }) => healthRead && targetType === 'instance');
  if (groups.length === 0) return notApplicable;
  if (!cluster.nodes.known) return unknown(cluster.nodes);
  const stale = groups.flatMap((group) => group.targets.filter((target) => isStale(target, cluster)).map((target) => ({ group, target })));
  const [first] = stale;
  if (first === undefined)
    return ruledOut(`every registered instance is one of the ${count(cluster.nodes.value.length, 'node')} of the cluster`);
  return told(stale, first.group, cluster);
}

type Stale = { readonly group: TargetGroup; readonly target: Target };

function told(stale: readonly Stale[], group: TargetGroup, cluster: Cluster): Finding {
  const ids = [...new Set(stale.map(({ target }) => target.id))].toSorted();
  const nodes = cluster.nodes.known ? cluster.nodes.value.length : 0;
  return cause({
    summary: `${count(ids.length, 'registered instance')} ${ids.length === 1 ? 'is no node' : 'are no nodes'} of cluster ${cluster.name} any more: ${list(ids, 3)}`,
    confidence: 'likely',
    because: 'all nodes of the cluster were read, and none has this instance id',
    targets: keysOf(stale.map(({ target }) => target)),
    names: { targetGroup: group.name },
    evidence: [supporting(`${list(ids)}: not in spec.providerID of any of the ${count(nodes, 'node')}`, 'Node'), ...gone(stale)],
  });
}

const gone = (stale: readonly Stale[]) =>
  [...new Map(stale.map(({ target }) => [target.id, target])).values()].flatMap(({ id, instance }) => {
    if (!instance.known) return [];
    const state = instance.value?.State?.Name;
    if (instance.value === undefined) return [supporting(`${id} is not among the instances`, 'ec2:DescribeInstances')];
    return state === undefined ? [] : [supporting(`${id} is ${state}`, 'ec2:DescribeInstances')];
  });

/** A node whose providerID is not there could be any instance: then nothing is stale for certain. */
function isStale(target: Target, cluster: Cluster): boolean {
  if (target.node !== undefined || target.state === 'missing' || target.state === 'empty') return false;
  if (target.verdict === 'resting' || target.verdict === 'healthy') return false;
  return found(cluster.snapshot, 'nodes').every(({ spec }) => spec?.providerID !== undefined && !spec.providerID.endsWith(`/${target.id}`));
}
