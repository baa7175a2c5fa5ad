/** Findings in the text report: the sentence, how sure it is and why, and the evidence quoted with its source. */

import type { LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import { remediesOf } from './order.ts';
import type { Lines, Page } from './page.ts';
import { remedyLines, verbatim } from './textRemedy.ts';

export function causeSection(title: string, finding: ReportedFinding, page: Page): Lines {
  const { explains } = finding;
  return page.titled(title, [
    ...page.prose(`${finding.summary}.`).map((line) => page.paint('red', line)),
    ...page.prose(`${finding.confidence}: ${finding.because}. It explains ${explains.targets} of ${explains.of} failing targets.`),
    ...page.prose(`rule ${finding.rule}`).map((line) => page.paint('dim', line)),
  ]);
}

/** What no cause explains: the shape and the differences are the answer there. */
export function unexplainedSection(one: LoadBalancerDiagnosis, title: string, said: string, page: Page): Lines {
  const differences = one.differences.flatMap(({ what, failing, healthy }) =>
    page.prose(`${what}: failing ${failing}; healthy ${healthy}`, 2, '- '),
  );
  return [
    ...page.titled(title, [...page.prose(said), ...(one.shape === null ? [] : page.prose(`Shape: ${one.shape}`))]),
    ...page.titled('WHAT FAILING TARGETS HAVE AND HEALTHY ONES DO NOT', differences),
  ];
}

export function evidenceSection({ evidence, consequences, references }: ReportedFinding, page: Page): Lines {
  const quoted = (supports: boolean) =>
    evidence.filter((one) => one.supports === supports).flatMap(({ text, source }) => page.prose(`${text} [${source}]`, 2, '- '));
  const follows = consequences.flatMap(({ rule, summary }) => page.prose(`${summary} (${rule})`, 2, '- '));
  return [
    ...page.titled('EVIDENCE', quoted(true)),
    ...page.titled('AGAINST IT', quoted(false)),
    ...page.titled('WHAT FOLLOWS FROM IT', follows),
    ...page.titled('READ MORE', page.verbose ? references.flatMap((address) => verbatim(address, 4)) : []),
  ];
}

export function adviceSection(finding: ReportedFinding, page: Page): Lines {
  const remedies = remediesOf(finding);
  const shown = page.verbose ? remedies : finding.severity === 'info' ? [] : remedies.slice(0, 1);
  const rest = remedies.length - shown.length;
  return page.titled(`ALSO (${finding.severity}; not why targets fail)`, [
    ...page.prose(`${finding.summary}.`),
    ...page.prose(`${finding.confidence}: ${finding.because}. Rule ${finding.rule}.`),
    ...finding.evidence.flatMap(({ text, source, supports }) =>
      page.prose(`${supports ? '' : 'against it: '}${text} [${source}]`, 2, '- '),
    ),
    ...finding.consequences.flatMap(({ rule, summary }) => page.prose(`follows from it: ${summary} (${rule})`, 2, '- ')),
    ...shown.flatMap((remedy) => remedyLines(remedy, page)),
    ...(rest > 0 ? page.prose(`${rest} ${rest === 1 ? 'remedy' : 'remedies'} more (--verbose)`) : []),
    ...(page.verbose ? finding.references.flatMap((address) => verbatim(address, 4)) : []),
  ]);
}
