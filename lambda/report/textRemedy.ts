/** Remedies in the text report: the risk first, then what to paste, whole and unbroken. */

import type { ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { terminal } from './escape.ts';
import { remediesOf } from './order.ts';
import type { Lines, Page } from './page.ts';

export function fixSection(finding: ReportedFinding, page: Page): Lines {
  const [first] = remediesOf(finding);
  return first === undefined ? [] : page.titled(first.recommended ? 'FIX (recommended)' : 'FIX', remedyLines(first, page));
}

/** What else could be done stands at the end: nobody should paste the second best first. */
export const alternativesSection = (finding: ReportedFinding, page: Page): Lines =>
  remediesOf(finding)
    .slice(1)
    .flatMap((remedy) => page.titled('ALTERNATIVE', remedyLines(remedy, page)));

/** The risk stands before the steps: nobody should paste first and read later. */
export function remedyLines({ title, effect, risk, undo, steps, verify }: Remedy, page: Page): Lines {
  return [
    ...page.prose(title).map((line) => page.paint('bold', line)),
    ...page.prose(risk, 2, 'Risk: ').map((line) => page.paint('yellow', line)),
    ...page.prose(effect, 2, 'Effect: '),
    ...steps.flatMap((step) => stepLines(step, page)),
    ...page.prose(undo, 2, 'Undo: '),
    ...(verify.length === 0 ? [] : [...page.prose('Verify:'), ...verify.flatMap((step) => stepLines(step, page))]),
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
