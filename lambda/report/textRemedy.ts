/** Remedies in the text report: the risk first, then what to paste, whole and unbroken. */

import type { LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { count } from '../diagnose/vocabulary.ts';
import { stepsTo } from './contexts.ts';
import { terminal } from './escape.ts';
import { remediesOf } from './order.ts';
import type { Lines, Page } from './page.ts';

type Subject = Pick<LoadBalancerDiagnosis, 'access'>;

/** Where the context of the commands comes from, with the first subject whose commands name it, where no fix begins with it. */
export const contextSection = (subject: Subject, page: Page): Lines =>
  page.titled('FIRST, ONCE: THE CONTEXT OF THE COMMANDS BELOW', contextLines(subject, page));

function contextLines(subject: Subject, page: Page): Lines {
  const access = page.introduced.get(subject);
  return access === undefined ? [] : stepsTo(access).flatMap((step) => stepLines(step, page));
}

/** @param subject whose context the fix begins with, where it was not named before */
export function fixSection(finding: ReportedFinding, page: Page, subject?: Subject): Lines {
  const [first] = remediesOf(finding);
  const context = subject === undefined ? [] : contextLines(subject, page);
  if (first === undefined) return subject === undefined ? [] : contextSection(subject, page);
  return page.titled(first.recommended ? 'FIX (recommended)' : 'FIX', remedyLines(first, page, context));
}

/** What else could be done stands at the end: nobody should paste the second best first. In short it is named only, without its commands. */
export function alternativesSection(findings: readonly ReportedFinding[], page: Page): Lines {
  const alternatives = findings.flatMap((finding) => remediesOf(finding).slice(1));
  if (page.verbose) return alternatives.flatMap((remedy) => page.titled('ALTERNATIVE', remedyLines(remedy, page)));
  return page.titled(
    'ALTERNATIVES (risks and commands: --verbose)',
    alternatives.flatMap(({ title }) => page.prose(title, 2, '- ')),
  );
}

/** The risk stands before the steps: nobody should paste first and read later. */
export function remedyLines({ title, effect, risk, undo, steps, verify }: Remedy, page: Page, context: Lines = []): Lines {
  return [
    ...page.prose(title).map((line) => page.paint('bold', line)),
    ...page.prose(risk, 2, 'Risk: ').map((line) => page.paint('yellow', line)),
    ...context,
    ...steps.flatMap((step) => stepLines(step, page)),
    ...page.prose(effect, 2, 'Effect: '),
    ...verifyLines(verify, page),
    ...page.prose(undo, 2, 'Undo: '),
  ];
}

/** In short: the first command and what it must print. */
function verifyLines(verify: readonly Step[], page: Page): Lines {
  if (verify.length === 0) return [];
  const second = verify.findIndex(({ kind }, at) => at > 0 && kind !== 'text');
  const shown = page.verbose || second === -1 ? verify : verify.slice(0, second);
  const rest = verify.slice(shown.length).filter(({ kind }) => kind !== 'text').length;
  return [
    ...page.prose('Verify:'),
    ...shown.flatMap((step) => stepLines(step, page)),
    ...(rest > 0 ? page.prose(`and ${count(rest, 'more command', 'more commands')} (--verbose)`, 4) : []),
  ];
}

/** What is to be pasted is never wrapped: a line break inside would change it. */
const stepLines = ({ kind, text }: Step, page: Page): Lines =>
  kind === 'text' ? page.prose(text, 4) : verbatim(text, 4).map((line) => page.paint('cyan', line));

export const verbatim = (text: string, indent: number): Lines =>
  terminal(text)
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line}`);
