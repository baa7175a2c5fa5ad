/** Labels, taints and selectors keep nodes out of target groups: on purpose, or by an accident that leaves none. */

import { kubectl } from '../../../text/commands.ts';
import { nameOf } from '../../../topology/lookup.ts';
import { type Exclusion, exclusionOf } from '../../../topology/nodeEligibility.ts';
import type { ClusterNode, TargetGroup } from '../../../topology/topology.ts';
import { advice, cause, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text, verifyTargets } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { count, type Joined, joined, keysOf, list, targetsOf } from '../../vocabulary.ts';

export const nodesExcluded: LoadBalancerRule = {
  id: 'kubernetes/nodes-excluded',
  title: 'Labels, taints or selectors keep nodes out of the target group',
  severity: 'warning',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['nodes', 'targetgroupbindings.elbv2.k8s.aws'],
  explanation: `The controller registers nodes that are Ready, and neither labelled \`node.kubernetes.io/exclude-from-external-load-balancers\` nor tainted for removal by
the cluster autoscaler or Karpenter, and that match the node selector of the binding (annotation \`aws-load-balancer-target-node-labels\`). Fargate nodes
never qualify. Where that leaves no node, the target group is empty.`,
  silentWhen: 'At least one node qualifies: leaving some out is what these labels are for, and is told as information only.',
  references: [
    'https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-exclude-from-external-load-balancers',
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/4022',
    'https://github.com/cilium/cilium/issues/38793',
  ],
  remedies: (names) => [
    {
      title: 'Take the label or selector away where nodes should serve',
      recommended: true,
      effect: 'The controller registers the nodes within seconds.',
      risk: 'The nodes get traffic of every load balancer of the cluster: find out why they were left out.',
      undo: 'Put the label back.',
      steps: [
        command(kubectl(names, 'get nodes --show-labels | grep -E "exclude-from-external-load-balancers|exclude-balancer"')),
        command(kubectl(names, `label node ${names.node} node.kubernetes.io/exclude-from-external-load-balancers-`)),
        text(
          'A selector: correct the annotation service.beta.kubernetes.io/aws-load-balancer-target-node-labels, for a Cilium Gateway in spec.infrastructure.annotations.',
        ),
      ],
      verify: verifyTargets(names),
    },
  ],
  examine: (loadBalancer) => joined(loadBalancer, examine),
};

function examine({ loadBalancer, cluster }: Joined): Finding {
  const groups = loadBalancer.targetGroups.filter(({ targetType, healthRead }) => targetType === 'instance' && healthRead);
  if (groups.length === 0) return notApplicable;
  if (!cluster.nodes.known) return unknown(cluster.nodes);
  const nodes = cluster.nodes.value;
  const excluded = nodes.flatMap((node) => groups.flatMap((group) => excludedFrom(group, node)).slice(0, 1));
  if (nodes.length === 0 || excluded.length === 0)
    return ruledOut(`no label, taint or selector keeps one of ${count(nodes.length, 'node')} out`);
  const empty = groups.filter(({ targets }) => targets.every(({ state }) => state === 'empty'));
  const told = {
    summary: `${excluded.length} of ${count(nodes.length, 'node')} ${excluded.length === 1 ? 'is' : 'are'} kept out of the target groups by label, taint or selector`,
    because: 'the nodes carry them',
    ...(excluded[0] === undefined ? {} : { sharedBy: { kind: 'Node', name: excluded[0].name } }),
    names: { node: excluded[0]?.name ?? '' },
    evidence: excluded.slice(0, 5).map(({ text: words, source }) => supporting(words, source)),
  };
  if (excluded.length < nodes.length || empty.length === 0) return advice({ ...told, confidence: 'certain', severity: 'info' });
  return cause({
    ...told,
    summary: `No node qualifies for the target groups: ${list(
      excluded.map(({ text: words }) => words),
      2,
    )}`,
    confidence: 'likely',
    severity: 'critical',
    targets: keysOf(targetsOf(empty)),
  });
}

interface ExcludedNode {
  readonly name: string;
  readonly text: string;
  readonly source: string;
}

function excludedFrom({ binding }: TargetGroup, { object }: ClusterNode): readonly ExcludedNode[] {
  const exclusion = exclusionOf(object, binding.known ? binding.value?.spec?.nodeSelector : undefined);
  return exclusion === undefined ? [] : [{ name: object.metadata.name, text: textOf(exclusion), source: nameOf(object) }];
}

function textOf(exclusion: Exclusion): string {
  switch (exclusion.by) {
    case 'label':
      return exclusion.value === 'fargate' ? `${exclusion.key}: fargate` : `label ${exclusion.key}`;
    case 'taint':
      return `taint ${exclusion.key}:${exclusion.effect}`;
    case 'nodeSelector':
      return 'does not match spec.nodeSelector of the TargetGroupBinding';
  }
}
