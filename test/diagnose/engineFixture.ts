/** Rules, causes and load balancers reduced to what the engine decides by. */

import type { Examined } from '../../lambda/diagnose/examine.ts';
import { advice, type Cause, type Confidence, cause, type Hop, notApplicable, type Severity } from '../../lambda/diagnose/finding.ts';
import type { Candidate } from '../../lambda/diagnose/reality.ts';
import type { LoadBalancerRule, RuleId } from '../../lambda/diagnose/rule.ts';
import type { NetworkLoadBalancer } from '../../lambda/topology/topology.ts';
import { balancer, complete, group, health, joined } from '../topology/build.ts';

export const ruleOf = (id: RuleId, more: Partial<LoadBalancerRule> = {}): LoadBalancerRule => ({
  id,
  title: `title of ${id}`,
  severity: 'warning',
  hop: 'target-group',
  subject: 'loadBalancer',
  reads: ['nodes'],
  explanation: '',
  silentWhen: '',
  references: [],
  remedies: () => [],
  examine: () => notApplicable,
  ...more,
});

interface CauseOptions {
  readonly confidence?: Confidence;
  readonly severity?: Severity;
}

export const causeOf = (targets: readonly string[], { confidence = 'likely', severity }: CauseOptions = {}): Cause =>
  cause({
    summary: `explains ${targets.length}`,
    confidence,
    because: 'it was observed',
    evidence: [],
    targets,
    ...(severity === undefined ? {} : { severity }),
  });

export const adviceOf = (severity?: Severity) =>
  advice({
    summary: 'advice',
    confidence: 'certain',
    because: 'it was observed',
    evidence: [],
    ...(severity === undefined ? {} : { severity }),
  });

interface CandidateOptions {
  readonly confidence?: Confidence;
  readonly contradicted?: number;
  readonly rule?: Partial<LoadBalancerRule>;
}

export const candidateOf = (id: RuleId, explained: readonly string[], options: CandidateOptions = {}): Candidate => ({
  rule: ruleOf(id, options.rule),
  cause: causeOf(explained, { confidence: options.confidence ?? 'likely' }),
  explained: new Set(explained),
  contradicted: options.contradicted ?? 0,
});

export const examinedAs = (id: RuleId, finding: Examined['finding'], more: Partial<LoadBalancerRule> = {}): Examined => ({
  rule: ruleOf(id, more),
  finding,
});

export const atHop = (hop: Hop): { readonly rule: Partial<LoadBalancerRule> } => ({ rule: { hop } });

/** A load balancer with one target group for each list of states; targets are i-0, i-1, … in each. */
export function loadBalancerWith(...groups: readonly (readonly string[])[]): NetworkLoadBalancer {
  const names = groups.map((_, index) => `group-${index}`);
  const targetHealth = new Map(
    names.map((name, index) => [name, complete(...(groups[index] ?? []).map((state, at) => health(`i-${at}`, state)))]),
  );
  return joined({
    balancers: [balancer({ Scheme: 'internal', State: { Code: 'active' } })],
    groups: names.map((name) => group(name)),
    region: { targetHealth },
  });
}

export const keyOf = (groupIndex: number, target: number): string => `group-${groupIndex}/i-${target}:30080`;
