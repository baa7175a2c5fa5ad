/** Findings in the text report: the sentence, how sure it is and why, and the evidence quoted with its source. */

import type { LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import { count } from '../diagnose/vocabulary.ts';
import { asSentence, evidenceWords, remediesOf } from './order.ts';
import { type Lines, moreLine, type Page } from './page.ts';
import { remedyLines, verbatim } from './textRemedy.ts';

export function causeSection(title: string, { summary, confidence, kind, explains, rule }: ReportedFinding, page: Page): Lines {
  const share = kind === 'cause' && explains.of > 0 ? `; explains ${explains.targets} of ${count(explains.of, 'failing target')}` : '';
  return page.titled(title, [
    ...page.prose(asSentence(summary)).map((line) => page.paint('red', line)),
    ...page.prose(`${confidence}${share}; rule ${rule}`).map((line) => page.paint('dim', line)),
  ]);
}

/** That there are other causes stands on the first screen; they follow in full below. */
export function otherCausesSection(others: readonly ReportedFinding[], page: Page): Lines {
  const lines = others.flatMap(({ title, explains, rule }) =>
    page.prose(`${title} (${explains.targets} of ${count(explains.of, 'failing target')}; ${rule})`, 2, '- '),
  );
  return page.titled(others.length === 1 ? 'THERE IS ANOTHER CAUSE (below)' : 'THERE ARE OTHER CAUSES (below)', lines);
}

/** What failing targets have and healthy ones do not. */
export const differencesSection = ({ differences }: LoadBalancerDiagnosis, page: Page): Lines =>
  page.titled(
    'WHAT FAILING TARGETS HAVE AND HEALTHY ONES DO NOT',
    differences.flatMap(({ what, failing, healthy }) => page.prose(`${what}: failing ${failing}; healthy ${healthy}`, 2, '- ')),
  );

const fewEvidence = 5;

/** What speaks against a finding is never cut. */
export function evidenceSection({ evidence, confidence, because, consequences, references }: ReportedFinding, page: Page): Lines {
  const supporting = evidence.filter(({ supports }) => supports);
  const shown = page.verbose ? supporting : supporting.slice(0, fewEvidence);
  const quoted = (quotes: ReportedFinding['evidence']) => quotes.flatMap(({ text, source }) => page.prose(`${text} [${source}]`, 2, '- '));
  const follows = consequences.flatMap(({ rule, summary }) => page.prose(`${summary} (${rule})`, 2, '- '));
  return [
    ...page.titled('EVIDENCE', [
      ...page.prose(asSentence(`${confidence}: ${because}`)),
      ...quoted(shown),
      ...moreLine(supporting.length - shown.length, page),
    ]),
    ...page.titled('AGAINST IT', quoted(evidence.filter(({ supports }) => !supports))),
    ...page.titled('WHAT FOLLOWS FROM IT', follows),
    ...page.titled('READ MORE', page.verbose ? references.flatMap((address) => verbatim(address, 4)) : []),
  ];
}

export const adviceSection = (finding: ReportedFinding, page: Page): Lines =>
  page.titled(`ALSO (${finding.severity}; not why targets fail)`, findingLines(finding, page));

/** In short: the sentence, and for what is more than a note the fix by its name and its risk; without the commands, because nobody acts on it first. */
export const findingLines = (finding: ReportedFinding, page: Page): Lines =>
  page.verbose ? findingInFull(finding, page) : findingInShort(finding, page);

function findingInShort(finding: ReportedFinding, { prose, paint }: Page): Lines {
  const [fix, ...others] = remediesOf(finding);
  const isNote = finding.severity === 'info';
  const rest = [
    finding.evidence.length === 0 ? '' : 'evidence',
    fix === undefined || isNote ? '' : 'commands',
    others.length === 0 || isNote ? '' : count(others.length, 'other remedy', 'other remedies'),
    fix === undefined || !isNote ? '' : count(others.length + 1, 'remedy', 'remedies'),
  ].filter((part) => part !== '');
  return [
    ...prose(asSentence(finding.summary)),
    ...(fix === undefined || isNote
      ? []
      : [...prose(fix.title, 2, 'Fix: '), ...prose(fix.risk, 2, 'Risk: ').map((line) => paint('yellow', line))]),
    ...prose(`${finding.confidence}; rule ${finding.rule}${rest.length === 0 ? '' : `; ${rest.join(', ')}: --verbose`}`).map((line) =>
      paint('dim', line),
    ),
  ];
}

const findingInFull = (finding: ReportedFinding, page: Page): Lines => [
  ...page.prose(asSentence(finding.summary)),
  ...page.prose(`${asSentence(`${finding.confidence}: ${finding.because}`)} Rule ${finding.rule}.`),
  ...finding.evidence.flatMap((evidence) => page.prose(evidenceWords(evidence), 2, '- ')),
  ...finding.consequences.flatMap(({ rule, summary }) => page.prose(`follows from it: ${summary} (${rule})`, 2, '- ')),
  ...remediesOf(finding).flatMap((remedy) => remedyLines(remedy, page)),
  ...finding.references.flatMap((address) => verbatim(address, 4)),
];
