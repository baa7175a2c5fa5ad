/** Tests causes against the targets: which of the predicted targets fail, and which healthy ones refute the cause. */

import type { NetworkLoadBalancer, Target } from '../topology/topology.ts';
import type { Examined } from './examine.ts';
import { type Advice, type Cause, type Confidence, opposing, ruledOut } from './finding.ts';
import type { Rule } from './rule.ts';

/** A cause that is not refuted: the failing targets it explains, and the healthy ones that contradict it. */
export interface Candidate {
  readonly rule: Rule;
  readonly cause: Cause;
  readonly explained: ReadonlySet<string>;
  readonly contradicted: number;
}

export interface Tested {
  readonly candidates: readonly Candidate[];
  readonly advice: readonly { readonly rule: Rule; readonly advice: Advice }[];
  readonly ruledOut: readonly { readonly rule: Rule; readonly because: string }[];
}

export const allTargets = (loadBalancer: NetworkLoadBalancer): readonly Target[] =>
  loadBalancer.targetGroups.flatMap((group) => group.targets);

/** The targets that "n of m healthy" speaks of: those that rest on purpose or fail by design are none of them. */
export const isCounted = ({ verdict }: Target): boolean => verdict !== 'resting' && verdict !== 'byDesign';

/** What has to be explained: targets that should be healthy and are not, whether they fail or are still waiting. */
export const needsExplaining = (target: Target): boolean => target.verdict === 'failing' || target.verdict === 'waiting';

export function testAgainstTargets(loadBalancer: NetworkLoadBalancer, examined: readonly Examined[]): Tested {
  const targets = new Map(allTargets(loadBalancer).map((target) => [target.key, target]));
  const outcomes = examined.map(({ rule, finding }) => {
    if (finding.kind === 'advice') return { advice: { rule, advice: finding } };
    if (finding.kind === 'ruledOut') return { ruledOut: { rule, because: finding.because } };
    return finding.kind === 'cause' ? testCause(rule, finding, targets, loadBalancer) : {};
  });
  return {
    candidates: outcomes.flatMap((outcome) => outcome.candidate ?? []),
    advice: outcomes.flatMap((outcome) => outcome.advice ?? []),
    ruledOut: outcomes.flatMap((outcome) => outcome.ruledOut ?? []),
  };
}

interface Outcome {
  readonly candidate?: Candidate;
  readonly advice?: Tested['advice'][number];
  readonly ruledOut?: Tested['ruledOut'][number];
}

function testCause(rule: Rule, cause: Cause, targets: ReadonlyMap<string, Target>, loadBalancer: NetworkLoadBalancer): Outcome {
  const predicted = cause.targets.flatMap((key) => targets.get(key) ?? []);
  const explained = predicted.filter(needsExplaining);
  const healthy = predicted.filter((target) => target.verdict === 'healthy');
  if (explained.length === 0 && healthy.length === 0) return { advice: { rule, advice: { ...cause, kind: 'advice' } } };
  const refuted = healthy.length > 0 && (explained.length <= healthy.length || isWholesale(predicted, loadBalancer));
  if (refuted) return { ruledOut: { rule, because: ruledOut(refutation(predicted, healthy)).because } };
  return {
    candidate: {
      rule,
      cause: healthy.length === 0 ? cause : weakened(cause, predicted, healthy),
      explained: new Set(explained.map((target) => target.key)),
      contradicted: healthy.length,
    },
  };
}

/** A cause that takes whole groups down is refuted by a single healthy target of theirs: no such cause spares a node. */
function isWholesale(predicted: readonly Target[], loadBalancer: NetworkLoadBalancer): boolean {
  const keys = new Set(predicted.map((target) => target.key));
  const touched = loadBalancer.targetGroups.filter((group) => group.targets.some((target) => keys.has(target.key)));
  return touched.every((group) => group.targets.every((target) => keys.has(target.key) || target.verdict === 'resting'));
}

function refutation(predicted: readonly Target[], healthy: readonly Target[]): string {
  const example = healthy[0];
  const where = example === undefined ? '' : `, such as ${example.id}:${example.port ?? '?'}`;
  return `it would make ${predicted.length} ${predicted.length === 1 ? 'target' : 'targets'} fail, and ${healthy.length} of them ${healthy.length === 1 ? 'is' : 'are'} healthy${where}`;
}

function weakened(cause: Cause, predicted: readonly Target[], healthy: readonly Target[]): Cause {
  const confidence: Confidence = 'possible';
  return {
    ...cause,
    confidence,
    because: `${cause.because}; but ${refutation(predicted, healthy)}`,
    evidence: [...cause.evidence, opposing(refutation(predicted, healthy), 'elasticloadbalancing:DescribeTargetHealth')],
  };
}
