/** Writes the worlds of the rule tables to a folder, as snapshots that can be looked at and replayed: `npm run scenarios -- DIR [NAME …]`. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { writeSnapshot } from '../../lambda/snapshot/write.ts';
import { expectedOf, readWorld, worldNames } from './catalogue.ts';
import { recordedNames } from './recorded.ts';

/** Writes one world: the files of its snapshot, and `expected.yaml`. */
export function writeWorld(name: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeSnapshot(readWorld(name), folder);
  writeFileSync(join(folder, 'expected.yaml'), dump(expectedOf(name), { lineWidth: 140, noRefs: true }));
}

function main([folder, ...requested]: readonly string[]): void {
  if (folder === undefined || folder.startsWith('-'))
    throw new Error('npm run scenarios -- DIR [NAME …] needs DIR, the folder to write to.');
  const made = worldNames.filter((name) => !recordedNames.includes(name));
  const names =
    requested.length === 0 ? made : made.filter((name) => requested.some((part) => name === part || name.startsWith(`${part}/`)));
  if (names.length === 0) throw new Error(`no world is named ${requested.join(', ')}; names are those of the rules, such as ${made[0]}.`);
  for (const name of names) writeWorld(name, join(folder, name));
  console.log(`${names.length} worlds written to ${folder}; diagnose one: npx nlb-doctor replay ${join(folder, names[0] ?? '')}`);
}

if (import.meta.main) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  }
}
