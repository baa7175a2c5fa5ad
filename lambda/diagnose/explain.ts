/** From what every rule said to what is reported: folded, tested against reality, chosen, ranked. */

import type { ClusterAccess } from '../text/commands.ts';
import { type Choice, choose, compare } from './choose.ts';
import type { ReportedFinding } from './diagnosis.ts';
import type { Examined } from './examine.ts';
import { type Advice, type Cause, hops } from './finding.ts';
import { fold, type Speaker } from './fold.ts';
import { type RawNames, safeNames } from './names.ts';
import type { Candidate, Tested } from './reality.ts';
import type { Rule, RuleId } from './rule.ts';
import { severityRank } from './severity.ts';

export interface Explanation {
  readonly findings: readonly ReportedFinding[];
  readonly chosen: readonly Candidate[];
  readonly unexplained: number;
}

/** What the remedies' commands are built from. */
interface Subject {
  readonly names: RawNames;
  readonly access: ClusterAccess;
}

interface Voice extends Speaker {
  readonly candidate?: Candidate;
  readonly advice?: Advice;
}

/** `toExplain`: how many targets need an explanation. */
export function explain(tested: Tested, toExplain: number, subject: Subject): Explanation {
  const voices: readonly Voice[] = [
    ...tested.candidates.map((candidate) => ({ rule: candidate.rule, summary: candidate.cause.summary, candidate })),
    ...tested.advice.map(({ rule, advice }) => ({ rule, summary: advice.summary, advice })),
  ];
  const { heads, under } = fold(voices, mayCarry);
  const choice = choose(heads.flatMap(({ candidate }) => candidate ?? []));
  const report = (rule: Rule, told: Cause | Advice, explained: number): ReportedFinding =>
    reported(rule, told, { targets: explained, of: toExplain }, under.get(rule.id) ?? [], subject);
  const findings = [
    ...choice.chosen.map((one) => report(one.rule, one.cause, one.explained.size)),
    ...rivals(choice).map((one) => report(one.rule, one.cause, one.explained.size)),
    ...[...bystanders(choice), ...heads.flatMap(({ rule, advice }) => (advice ? [{ rule, advice }] : []))]
      .toSorted(byWeight)
      .map(({ rule, advice }) => report(rule, advice, 0)),
  ];
  const covered = new Set(choice.chosen.flatMap(({ explained }) => [...explained]));
  return { findings, chosen: choice.chosen, unexplained: toExplain - covered.size };
}

/** A cause carries causes that explain nothing it does not, and advice; advice carries advice only. */
function mayCarry(head: Voice, folded: Voice): boolean {
  if (folded.candidate === undefined) return true;
  if (head.candidate === undefined) return false;
  const { explained } = head.candidate;
  return [...folded.candidate.explained].some((key) => explained.has(key));
}

/** Causes that would explain the same targets as well as the chosen ones do stay causes: the reader must see that there are two. */
function rivals({ chosen, rest }: Choice): readonly Candidate[] {
  return rest.filter((one) => !one.rule.lastResort && chosen.some((best) => rivalOf(one, best))).toSorted(compare);
}

const rivalOf = (one: Candidate, best: Candidate): boolean =>
  best.cause.confidence !== 'certain' &&
  one.cause.confidence === best.cause.confidence &&
  one.contradicted <= best.contradicted &&
  [...best.explained].every((key) => one.explained.has(key));

/** What is true as well, and not needed to explain the targets, is told as advice. */
function bystanders(choice: Choice): readonly { readonly rule: Rule; readonly advice: Advice }[] {
  const competing = new Set(rivals(choice).map(({ rule }) => rule.id));
  const by = choice.chosen.map(({ rule }) => rule.id).join(', ');
  return choice.rest
    .filter(({ rule }) => !competing.has(rule.id))
    .map(({ rule, cause }) => ({
      rule,
      advice: { ...cause, kind: 'advice', because: by === '' ? cause.because : `${cause.because}; the targets are explained by ${by}` },
    }));
}

type Weighed = { readonly rule: Rule; readonly advice: Advice };
const severityOf = ({ rule, advice }: Weighed) => severityRank(advice.severity ?? rule.severity);
const byWeight = (a: Weighed, b: Weighed): number =>
  severityOf(a) - severityOf(b) || hops.indexOf(a.rule.hop) - hops.indexOf(b.rule.hop) || (a.rule.id < b.rule.id ? -1 : 1);

function reported(
  rule: Rule,
  told: Cause | Advice,
  explains: ReportedFinding['explains'],
  carried: readonly Speaker[],
  { names, access }: Subject,
): ReportedFinding {
  return {
    rule: rule.id,
    kind: told.kind,
    severity: told.severity ?? rule.severity,
    confidence: told.confidence,
    because: told.because,
    title: rule.title,
    summary: told.summary,
    hop: rule.hop,
    about: rule.about ?? 'targets',
    sharedBy: told.sharedBy ?? null,
    explains,
    evidence: told.evidence,
    remedies: rule.remedies(safeNames({ ...names, ...told.names }, access)),
    references: rule.references,
    consequences: carried.map((one) => ({ rule: one.rule.id as RuleId, summary: one.summary })),
  };
}

/** The findings of a cluster: nothing there has targets, so a cause stands on its own evidence. */
export function explainCluster(examined: readonly Examined[], subject: Subject): readonly ReportedFinding[] {
  const speaking = examined.flatMap(({ rule, finding }) =>
    finding.kind === 'cause' || finding.kind === 'advice' ? [{ rule, summary: finding.summary, told: finding }] : [],
  );
  const { heads, under } = fold(speaking, () => true);
  return heads
    .map(({ rule, told }) => reported(rule, told, { targets: 0, of: 0 }, under.get(rule.id) ?? [], subject))
    .toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity) || (a.rule < b.rule ? -1 : 1));
}
