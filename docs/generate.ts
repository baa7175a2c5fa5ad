/** Writes docs/rules from the rules themselves, and the picture of a diagnosis; `--check` says what is not up to date and writes nothing. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rulePage } from '../lambda/diagnose/page.ts';
import { rules } from '../lambda/diagnose/rules/index.ts';
import { diagnosisPicture } from './diagnosisPicture.ts';

const folder = import.meta.dirname;

/** Every generated file by its path below docs. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([
    ['rules/README.md', indexPage()],
    ...rules.map((rule) => [`rules/${rule.id}.md`, rulePage(rule)] as const),
    ['pictures/diagnosis.svg', diagnosisPicture()],
  ]);
}

function indexPage(): string {
  const rows = rules.map(({ id, severity, hop, title }) => `| [${id}](${id}.md) | ${severity} | ${hop} | ${title} |`);
  return `# Rules\n\nOne page a rule, made from the rule itself by \`npm run docs\`.\n\n| rule | severity | hop | says |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** Paths below docs that differ from what the code says: changed, missing, or left over. */
export function stale(): readonly string[] {
  const wanted = pages();
  const changed = [...wanted].filter(
    ([path, text]) => !existsSync(join(folder, path)) || readFileSync(join(folder, path), 'utf8') !== text,
  );
  return [...changed.map(([path]) => path), ...rulePages().filter((path) => !wanted.has(path))];
}

function rulePages(): readonly string[] {
  const rulesFolder = join(folder, 'rules');
  if (!existsSync(rulesFolder)) return [];
  return readdirSync(rulesFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `rules/${path.replaceAll('\\', '/')}`);
}

function write(): void {
  rmSync(join(folder, 'rules'), { recursive: true, force: true });
  for (const [path, text] of pages()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

if (import.meta.main) {
  const left = process.argv.includes('--check') ? stale() : write();
  if (left !== undefined && left.length > 0) {
    console.error(`docs is not what the code says (${left.join(', ')}): run npm run docs`);
    process.exitCode = 1;
  }
}
