/** Shortens a diagnosis by its structure, never by its bytes, until it fits into an item of the store. */

import type { LoadBalancerDiagnosis, ReportedFinding } from '../../diagnose/diagnosis.ts';
import type { Step } from '../../diagnose/finding.ts';
import { shortened } from '../../report/escape.ts';
import type { Check } from '../types.ts';

/** Bytes of JSON that a diagnosis may take in an entry, which is 8 KiB with everything around it. */
const maxBytes = 5_500;

interface Limits {
  readonly findings: number;
  readonly evidence: number;
  readonly remedies: number;
  readonly steps: number;
  readonly targets: number;
  readonly others: number;
  readonly text: number;
}

/** The last resort, where nothing larger fits. */
const smallest: Limits = { findings: 1, evidence: 1, remedies: 0, steps: 0, targets: 0, others: 0, text: 80 };

const limitsLargestFirst: readonly Limits[] = [
  { findings: 3, evidence: 6, remedies: 2, steps: 4, targets: 10, others: 8, text: 600 },
  { findings: 2, evidence: 4, remedies: 1, steps: 3, targets: 5, others: 6, text: 400 },
  { findings: 2, evidence: 3, remedies: 1, steps: 2, targets: 2, others: 4, text: 250 },
  { findings: 1, evidence: 3, remedies: 1, steps: 1, targets: 0, others: 3, text: 160 },
  { findings: 1, evidence: 2, remedies: 1, steps: 1, targets: 0, others: 1, text: 100 },
  smallest,
];

/** @param check what the incident is about: findings that concern it come first, and so are kept */
export function fitToItem(complete: LoadBalancerDiagnosis, check: Check = 'target-health'): LoadBalancerDiagnosis {
  const diagnosis =
    check === 'scheme'
      ? { ...complete, findings: complete.findings.toSorted((a, b) => Number(b.about === 'scheme') - Number(a.about === 'scheme')) }
      : complete;
  for (const limits of limitsLargestFirst) {
    const candidate = shorten(diagnosis, limits);
    if (bytes(candidate) <= maxBytes) return candidate;
  }
  return { ...shorten(diagnosis, smallest), targetGroups: [], path: [], differences: [] };
}

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

function shorten(diagnosis: LoadBalancerDiagnosis, limits: Limits): LoadBalancerDiagnosis {
  const { others, targets } = limits;
  return shortenTexts(limits.text, {
    ...diagnosis,
    targetGroups: diagnosis.targetGroups
      .slice(0, 6)
      .map((group) => ({ ...group, targets: unhealthyFirst(group.targets).slice(0, targets) })),
    findings: diagnosis.findings.slice(0, limits.findings).map((finding) => shortenFinding(finding, limits)),
    ruledOut: diagnosis.ruledOut.slice(0, others),
    unknown: diagnosis.unknown.slice(0, others),
    normal: [],
    differences: diagnosis.differences.slice(0, others),
  });
}

const unhealthyFirst = <T extends { readonly state: string }>(targets: readonly T[]) =>
  targets.toSorted((a, b) => Number(a.state === 'healthy') - Number(b.state === 'healthy'));

/** A command is complete or left out: half of element must not be pasted. */
const pasteable = (steps: readonly Step[], maxSteps: number, maxLength: number) =>
  steps.filter(({ text }) => text.length <= maxLength).slice(0, maxSteps);

function shortenFinding(finding: ReportedFinding, { evidence, remedies, steps, text }: Limits): ReportedFinding {
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

/** Names and addresses that people copy stay complete. */
const copied: ReadonlySet<string> = new Set(['arn', 'name', 'dnsName', 'rule', 'namespace']);
/** What a person must know before acting is shortened less. */
const important: ReadonlySet<string> = new Set(['risk', 'title', 'undo', 'summary']);
const verbatim: ReadonlySet<string> = new Set(['steps', 'verify', 'references', 'access', 'grant']);

function shortenTexts<T>(length: number, value: T, key = ''): T {
  if (verbatim.has(key)) return value;
  if (typeof value === 'string') return shortened(value, copied.has(key) ? 256 : important.has(key) ? Math.max(400, length) : length) as T;
  if (Array.isArray(value)) return value.map((element) => shortenTexts(length, element)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, shortenTexts(length, element, name)])) as T;
}
