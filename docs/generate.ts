/** Writes docs/rules from the rules themselves; `--check` says what is not up to date and writes nothing. */

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rulePage } from '../lambda/diagnose/page.ts';
import { rules } from '../lambda/diagnose/rules/index.ts';

const folder = join(import.meta.dirname, 'rules');

/** Every page by its path below docs/rules. */
export function pages(): ReadonlyMap<string, string> {
  return new Map([['README.md', indexPage()], ...rules.map((rule) => [`${rule.id}.md`, rulePage(rule)] as const)]);
}

function indexPage(): string {
  const rows = rules.map(({ id, severity, hop, title }) => `| [${id}](${id}.md) | ${severity} | ${hop} | ${title} |`);
  return `# Rules\n\nOne page a rule, made from the rule itself by \`npm run docs\`.\n\n| rule | severity | hop | says |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** Paths that differ from what the rules say: changed, missing, or left over. */
export function stale(): readonly string[] {
  const wanted = pages();
  const there = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md')) : [];
  const changed = [...wanted].filter(
    ([path, text]) => !existsSync(join(folder, path)) || readFileSync(join(folder, path), 'utf8') !== text,
  );
  return [...changed.map(([path]) => path), ...there.filter((path) => !wanted.has(path))];
}

function write(): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of pages()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

if (import.meta.main) {
  const left = process.argv.includes('--check') ? stale() : write();
  if (left !== undefined && left.length > 0) {
    console.error(`docs/rules is not what the rules say (${left.join(', ')}): run npm run docs`);
    process.exitCode = 1;
  }
}
