/** A rule's page, made from its own words: docs/rules, `nlb-doctor explain` and the messages have one source. */

import { eksAccess } from '../text/commands.ts';
import { type Names, type Remedy, type Step, usesContext } from './finding.ts';
import { safeNames } from './names.ts';
import type { Rule } from './rule.ts';

/** Every name is a placeholder on a page. */
const access = eksAccess({ region: '<region>', name: '<cluster>' }, false, {});
const placeholders: Names = safeNames({ ciliumNamespace: 'kube-system' }, access);

/** What can be done, with placeholders in place of names. */
export const remediesOfPage = (rule: Rule): readonly Remedy[] => rule.remedies(placeholders);

export function rulePage(rule: Rule): string {
  const remedies = remediesOfPage(rule);
  return `${[
    `# ${rule.id}`,
    `**${rule.title}.**`,
    `Severity ${rule.severity}; drawn at \`${rule.hop}\`; looks at one ${rule.subject === 'cluster' ? 'cluster' : 'load balancer'}.`,
    rule.explanation,
    `## When it stays silent\n\n${rule.silentWhen}`,
    remedies.length === 0 ? '' : `## What to do\n\n${contextText(remedies)}${remedies.map(remedyText).join('\n\n')}`,
    `## What it reads\n\n${rule.reads.map((what) => `- \`${what}\``).join('\n')}`,
    relations(rule),
    `## References\n\n${rule.references.map((address) => `- ${address}`).join('\n')}`,
    filesOf(rule),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** Once a page: where the context of the commands comes from. */
const contextText = (remedies: readonly Remedy[]): string =>
  remedies.some(usesContext)
    ? `The commands name the context \`${access.context}\`, which this makes for an EKS cluster:\n\n\`\`\`sh\n${access.setup}\n\`\`\`\n\n`
    : '';

export function remedyText({ title, recommended, effect, risk, undo, steps, verify }: Remedy): string {
  return [
    `### ${title}${recommended ? ' (recommended)' : ''}`,
    `${prose(effect)}\n\n**Risk.** ${prose(risk)}`,
    steps.map(stepText).join('\n\n'),
    `**Undo.** ${prose(undo)}`,
    verify.length === 0 ? '' : `**Verify.**\n\n${verify.map(stepText).join('\n\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Markdown takes `<cluster>` outside code for a tag of HTML, and shows nothing. */
const prose = (text: string): string => text.replace(/<(?=[A-Za-z][^<>]*>)/g, '\\<');

/** Of the fenced block that a step is shown in. */
export const fenceLanguages: Readonly<Record<Step['kind'], string>> = {
  command: 'sh',
  helm: 'yaml',
  manifest: 'yaml',
  terraform: 'hcl',
  text: '',
};

const stepText = ({ kind, text }: Step): string =>
  kind === 'text' ? prose(text) : `\`\`\`${fenceLanguages[kind]}\n${text.trimEnd()}\n\`\`\``;

function relations({ specialCaseOf, consequenceOf, lastResort }: Rule): string {
  const lines = [
    specialCaseOf && `- A special case of ${linked(specialCaseOf)}: where both speak, this one is told.`,
    consequenceOf && `- May be a consequence of ${linked(consequenceOf)}: it is then told under it.`,
    lastResort && '- A last resort: it counts only where nothing more exact explains the targets.',
  ].filter((line) => typeof line === 'string');
  return lines.length === 0 ? '' : `## Relations\n\n${lines.join('\n')}`;
}

const linked = (ids: readonly string[]) => ids.map((id) => `[${id}](../${id}.md)`).join(', ');

const filesOf = ({ id }: Rule) => `## Where it lives\n\nRule \`lambda/diagnose/rules/${id}.ts\`, table \`lab/worlds/rules/${id}.ts\`.`;
