/** A rule's page, made from its own words: docs/rules, `nlb-doctor explain` and the messages have one source. */

import type { Names, Remedy, Step } from './finding.ts';
import { safeNames } from './names.ts';
import type { Rule } from './rule.ts';

/** Every name is a placeholder on a page. */
const placeholders: Names = safeNames({ ciliumNamespace: 'kube-system' });

export function rulePage(rule: Rule): string {
  const remedies = rule.remedies(placeholders);
  return `${[
    `# ${rule.id}`,
    `**${rule.title}.**`,
    `Severity ${rule.severity}; drawn at \`${rule.hop}\`; looks at one ${rule.subject === 'cluster' ? 'cluster' : 'load balancer'}.`,
    rule.explanation,
    `## When it stays silent\n\n${rule.silentWhen}`,
    remedies.length === 0 ? '' : `## What to do\n\n${remedies.map(remedyText).join('\n\n')}`,
    `## What it reads\n\n${rule.reads.map((what) => `- \`${what}\``).join('\n')}`,
    relations(rule),
    `## References\n\n${rule.references.map((address) => `- ${address}`).join('\n')}`,
    filesOf(rule),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function remedyText({ title, recommended, effect, risk, undo, steps, verify }: Remedy): string {
  return [
    `### ${title}${recommended ? ' (recommended)' : ''}`,
    `${effect}\n\n**Risk.** ${risk}`,
    steps.map(stepText).join('\n\n'),
    `**Undo.** ${undo}`,
    verify.length === 0 ? '' : `**Verify.**\n\n${verify.map(stepText).join('\n\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const languages: Readonly<Record<Step['kind'], string>> = { command: 'sh', helm: 'yaml', manifest: 'yaml', terraform: 'hcl', text: '' };

const stepText = ({ kind, text }: Step): string => (kind === 'text' ? text : `\`\`\`${languages[kind]}\n${text.trimEnd()}\n\`\`\``);

function relations({ specialCaseOf, consequenceOf, lastResort }: Rule): string {
  const lines = [
    specialCaseOf && `- A special case of ${linked(specialCaseOf)}: where both speak, this one is told.`,
    consequenceOf && `- May be a consequence of ${linked(consequenceOf)}: it is then told under it.`,
    lastResort && '- A last resort: it counts only where nothing more exact explains the targets.',
  ].filter((line) => typeof line === 'string');
  return lines.length === 0 ? '' : `## Relations\n\n${lines.join('\n')}`;
}

const linked = (ids: readonly string[]) => ids.map((id) => `[${id}](../${id}.md)`).join(', ');

const filesOf = ({ id }: Rule) =>
  `## Where it lives\n\nRule \`lambda/diagnose/rules/${id}.ts\`, test \`test/diagnose/rules/${id}.test.ts\`, scenarios \`scenarios/${id}/\`.`;
