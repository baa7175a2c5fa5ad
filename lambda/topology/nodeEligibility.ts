/**
 * Which nodes may be targets, as the AWS Load Balancer Controller decides it: GetTrafficProxyNodeSelector and IsNodeSuitableAsTrafficProxy in
 * pkg/backend/endpoint_utils.go. Used to compute who should be registered, and by the rule that explains who is not.
 */

import type { LabelSelector, Node } from '../snapshot/kubernetes.ts';
import { matches } from '../snapshot/selectors.ts';

export const excludingLabels = [
  'node.kubernetes.io/exclude-from-external-load-balancers',
  'alpha.service-controller.kubernetes.io/exclude-balancer',
  'node-role.kubernetes.io/master',
] as const;

const computeTypeLabel = 'eks.amazonaws.com/compute-type';

/** Taints of nodes that are about to be deleted. The cluster autoscaler's counts with any effect, Karpenter's only with NoSchedule. */
const removalTaints: readonly { readonly key: string; readonly effect?: string }[] = [
  { key: 'ToBeDeletedByClusterAutoscaler' },
  { key: 'karpenter.sh/disrupted', effect: 'NoSchedule' },
];

/** What excludes a node, as the object shows it. */
export type Exclusion =
  | { readonly by: 'label'; readonly key: string; readonly value: string }
  | { readonly by: 'taint'; readonly key: string; readonly effect: string }
  | { readonly by: 'nodeSelector' };

/** Returns undefined when neither labels, taints nor the binding's node selector exclude the node. Readiness is a different question. */
export function exclusionOf(node: Node, nodeSelector: LabelSelector | null | undefined): Exclusion | undefined {
  return excludedByLabel(node) ?? excludedByTaint(node) ?? excludedBySelector(node, nodeSelector);
}

function excludedByLabel({ metadata }: Node): Exclusion | undefined {
  const labels = metadata.labels ?? {};
  if (labels[computeTypeLabel] === 'fargate') return { by: 'label', key: computeTypeLabel, value: 'fargate' };
  const key = excludingLabels.find((label) => Object.hasOwn(labels, label));
  return key === undefined ? undefined : { by: 'label', key, value: labels[key] ?? '' };
}

function excludedByTaint({ spec }: Node): Exclusion | undefined {
  const taint = spec?.taints?.find(({ key, effect }) =>
    removalTaints.some((removal) => removal.key === key && (removal.effect === undefined || removal.effect === effect)),
  );
  return taint === undefined ? undefined : { by: 'taint', key: taint.key ?? '', effect: taint.effect ?? '' };
}

const excludedBySelector = ({ metadata }: Node, nodeSelector: LabelSelector | null | undefined): Exclusion | undefined =>
  !nodeSelector || matches(nodeSelector, metadata.labels ?? {}) ? undefined : { by: 'nodeSelector' };
