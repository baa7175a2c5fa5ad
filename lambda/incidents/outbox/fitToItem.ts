/** A diagnosis shortened by its structure, never by its bytes, until it fits into an item of the store. */

import type { LoadBalancerDiagnosis, ReportedFinding } from '../../diagnose/diagnosis.ts';
import type { Step } from '../../diagnose/finding.ts';
import { shortened } from '../../report/escape.ts';
import { schemeRules } from '../observe/judge.ts';
import type { Check } from '../types.ts';

/** Bytes of JSON that a diagnosis may take in an entry, which is 8 KiB with everything around it. */
const most = 5_500;

interface Measure {
  readonly findings: number;
  readonly evidence: number;
  readonly remedies: number;
  readonly steps: number;
  readonly targets: number;
  readonly others: number;
  readonly text: number;
}

const measures: readonly Measure[] = [
  { findings: 3, evidence: 6, remedies: 2, steps: 4, targets: 10, others: 8, text: 600 },
  { findings: 2, evidence: 4, remedies: 1, steps: 3, targets: 5, others: 6, text: 400 },
  { findings: 2, evidence: 3, remedies: 1, steps: 2, targets: 2, others: 4, text: 250 },
  { findings: 1, evidence: 3, remedies: 1, steps: 1, targets: 0, others: 3, text: 160 },
  { findings: 1, evidence: 2, remedies: 1, steps: 1, targets: 0, others: 1, text: 100 },
  { findings: 1, evidence: 1, remedies: 0, steps: 0, targets: 0, others: 0, text: 80 },
];

/** @param check what the incident is about: findings that concern it come first, and so are kept */
export function trimmed(whole: LoadBalancerDiagnosis, check: Check = 'target-health'): LoadBalancerDiagnosis {
  const diagnosis =
    check === 'scheme'
      ? { ...whole, findings: whole.findings.toSorted((a, b) => Number(schemeRules.has(b.rule)) - Number(schemeRules.has(a.rule))) }
      : whole;
  for (const measure of measures) {
    const candidate = cut(diagnosis, measure);
    if (bytes(candidate) <= most) return candidate;
  }
  return { ...cut(diagnosis, measures.at(-1) as Measure), targetGroups: [], path: [], differences: [] };
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

function cut(diagnosis: LoadBalancerDiagnosis, measure: Measure): LoadBalancerDiagnosis {
  const { others, targets } = measure;
  return short(measure.text, {
    ...diagnosis,
    targetGroups: diagnosis.targetGroups.slice(0, 6).map((group) => ({ ...group, targets: badFirst(group.targets).slice(0, targets) })),
    findings: diagnosis.findings.slice(0, measure.findings).map((finding) => cutFinding(finding, measure)),
    ruledOut: diagnosis.ruledOut.slice(0, others),
    unknown: diagnosis.unknown.slice(0, others),
    normal: [],
    differences: diagnosis.differences.slice(0, others),
  });
}

const badFirst = <T extends { readonly state: string }>(targets: readonly T[]) =>
  targets.toSorted((a, b) => Number(a.state === 'healthy') - Number(b.state === 'healthy'));

/** A command is whole or not there: half of one must not be pasted. */
const pasteable = (steps: readonly Step[], many: number, longest: number) =>
  steps.filter(({ text }) => text.length <= longest).slice(0, many);

function cutFinding(finding: ReportedFinding, { evidence, remedies, steps, text }: Measure): ReportedFinding {
  return {
    ...finding,
    evidence: finding.evidence.slice(0, evidence),
    remedies: finding.remedies
      .slice(0, remedies)
      .map((remedy) => ({ ...remedy, steps: pasteable(remedy.steps, steps, text * 4), verify: pasteable(remedy.verify, 1, text * 4) })),
    references: finding.references.slice(0, 2),
    consequences: finding.consequences.slice(0, 2),
  };
}

/** Names and addresses (values of keys that people copy) stay whole. */
const named: ReadonlySet<string> = new Set(['arn', 'name', 'dnsName', 'rule', 'namespace']);
/** What somebody must know before he acts is not cut short with the rest. */
const weighty: ReadonlySet<string> = new Set(['risk', 'title', 'undo', 'summary']);
const uncut: ReadonlySet<string> = new Set(['steps', 'verify', 'references']);

function short<T>(length: number, value: T, key = ''): T {
  if (typeof value === 'string') return shortened(value, named.has(key) ? 256 : weighty.has(key) ? Math.max(400, length) : length) as T;
  if (Array.isArray(value)) return uncut.has(key) ? value : (value.map((one) => short(length, one)) as T);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, short(length, one, name)])) as T;
}
