/** A finding as HTML: the sentence, how sure it is and why, the evidence, and the remedies with the risk first. */

import type { KubernetesAccess, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { stepsTo } from './contexts.ts';
import { html, isLink } from './escape.ts';
import { asSentence, confidenceWords, remediesOf } from './order.ts';

export const findingHtml = (title: string, finding: ReportedFinding, remedies = remediesOf(finding)): string =>
  [statementHtml(title, finding), evidenceHtml('', finding), ...remedies.map(remedyHtml)].filter((part) => part !== '').join('\n');

export const statementHtml = (title: string, finding: ReportedFinding): string =>
  `<h2>${html(title)}</h2><p><strong>${html(asSentence(finding.summary))}</strong><br><small>${html(`${confidenceWords(finding)} Rule ${finding.rule}.`)}</small></p>`;

export const evidenceHtml = (title: string, { evidence, consequences, references }: ReportedFinding): string =>
  [
    list(
      title,
      evidence.map(({ text, source, supports }) => `${supports ? '' : 'against it: '}${html(text)} <small>${html(source)}</small>`),
    ),
    list(
      'What follows from it',
      consequences.map(({ rule, summary }) => `${html(summary)} <small>${html(rule)}</small>`),
    ),
    list('Read more', references.map(linkHtml)),
  ]
    .filter((part) => part !== '')
    .join('\n');

export const remediesHtml = (title: string, remedies: readonly Remedy[]): string =>
  remedies.length === 0 ? '' : `<h2>${html(title)}</h2>${remedies.map(remedyHtml).join('\n')}`;

/** Once a page: where the context of the commands comes from. */
export const contextHtml = (access: KubernetesAccess | undefined): string =>
  access === undefined ? '' : `<p>First, once, for the context of the commands below:</p>${stepsTo(access).map(stepHtml).join('')}`;

const linkHtml = (address: string): string =>
  isLink(address) ? `<a rel="noreferrer" href="${html(address)}">${html(address)}</a>` : html(address);

/** The risk stands before the steps. */
const remedyHtml = ({ title, recommended, effect, risk, undo, steps, verify }: Remedy): string =>
  [
    `<h3>${html(title)}${recommended ? ' (recommended)' : ''}</h3>`,
    `<p><strong>Risk:</strong> ${html(risk)}</p><p>${html(effect)}</p>`,
    ...steps.map(stepHtml),
    `<p>Undo: ${html(undo)}</p>`,
    verify.length === 0 ? '' : `<p>Verify:</p>${verify.map(stepHtml).join('')}`,
  ].join('');

const stepHtml = ({ kind, text }: Step): string => (kind === 'text' ? `<p>${html(text)}</p>` : `<pre>${html(text)}</pre>`);

/** `items` are HTML already. */
export const list = (title: string, items: readonly string[]): string =>
  items.length === 0
    ? ''
    : `${title === '' ? '' : `<h3>${html(title)}</h3>`}<ul>${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;
