/** A rule's page for a terminal: the words of docs/rules, wrapped, without the marks of Markdown. */

import { remediesOfPage } from '../diagnose/page.ts';
import type { Rule } from '../diagnose/rule.ts';
import { type Lines, type Page, pageOf, type TextOptions } from './page.ts';
import { remedyLines } from './textRemedy.ts';

export function ruleText(rule: Rule, options: TextOptions): string {
  const page = pageOf(options);
  const lines = [
    page.paint('bold', rule.id),
    ...page.prose(rule.title),
    ...page.prose(
      `Severity ${rule.severity}; drawn at ${rule.hop}; looks at one ${rule.subject === 'cluster' ? 'cluster' : 'load balancer'}.`,
    ),
    '',
    ...paragraphs(rule.explanation, page),
    ...page.titled('WHEN IT STAYS SILENT', trimmed(paragraphs(rule.silentWhen, page))),
    ...remediesOfPage(rule).flatMap((remedy) => page.titled(remedy.recommended ? 'FIX (recommended)' : 'FIX', remedyLines(remedy, page))),
    ...page.titled('RELATIONS', relations(rule, page)),
    ...page.titled('READS', page.prose(rule.reads.join(', '))),
    ...page.titled(
      'REFERENCES',
      rule.references.map((address) => `  ${address}`),
    ),
  ];
  return `${trimmed(lines).join('\n')}\n`;
}

/** Rules are written in Markdown of which only paragraphs, `code` and **strong** are used. */
const paragraphs = (text: string, page: Page): Lines =>
  text.split(/\n\s*\n/).flatMap((part) => [...page.prose(part.replaceAll('**', '')), '']);

const trimmed = (lines: Lines): Lines => (lines.at(-1) === '' ? lines.slice(0, -1) : lines);

function relations({ specialCaseOf = [], consequenceOf = [], lastResort }: Rule, page: Page): Lines {
  return [
    ...(specialCaseOf.length === 0
      ? []
      : page.prose(`A special case of ${specialCaseOf.join(', ')}: where both speak, this one is reported.`)),
    ...(consequenceOf.length === 0 ? [] : page.prose(`May be a consequence of ${consequenceOf.join(', ')}: it is then reported under it.`)),
    ...(lastResort === true ? page.prose('A last resort: it counts only where nothing more exact explains the targets.') : []),
  ];
}
