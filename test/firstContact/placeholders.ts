/** What stands for the placeholders of the pages in the lab. A placeholder is a word in capitals, or an example of an id that only a live system makes. */

import { type MemoryKind, names, type World } from './world.ts';

interface Placeholder {
  /** The first group is kept, the second is replaced. */
  readonly where: RegExp;
  readonly value: (world: World, text: string) => string;
}

const argument = (pattern: string) => new RegExp(`((?:^|[\\s=]))(${pattern})(?=$|[\\s,])`, 'g');
const after = (options: string, pattern = '[A-Z][A-Z-]*') => new RegExp(`((?:${options})[ =])(${pattern})(?=$|\\s)`, 'g');

/** Where the pages give an example of a name instead of a placeholder. */
const anyWord = String.raw`[^\s'"]+`;

/** The order matters: an option says more of a word than the word does. */
const placeholders: readonly Placeholder[] = [
  { where: after('--load-balancer(?:-name)?', anyWord), value: ({ loadBalancer }) => loadBalancer },
  { where: after('--table(?:-name)?'), value: ({ table }) => table },
  { where: after('--state'), value: ({ state }) => state },
  { where: after('--settings'), value: ({ settings }) => settings },
  { where: after('--service', anyWord), value: ({ service }) => service },
  { where: after('--gateway', anyWord), value: ({ gateway }) => gateway },
  { where: after('--name|--cluster|--cluster-name|--context|--alias'), value: () => names.cluster },
  { where: argument('REGION'), value: () => names.region },
  { where: argument('CLUSTER'), value: () => names.cluster },
  { where: argument('RULE'), value: () => names.rule },
  { where: argument('TABLE'), value: ({ table }) => table },
  { where: argument('DIR'), value: folderFor },
  { where: argument('FILE'), value: ({ newFolder }) => newFolder() },
  { where: argument('SCENARIO'), value: () => 'seed-incident' },
  { where: argument('INCIDENT|i-[a-z]{10}'), value: (world, text) => world.incident(memoryOf(text)) },
  { where: argument('SILENCE|s-[0-9a-f]{8}'), value: (world, text) => world.silence(memoryOf(text)) },
];

const memoryOf = (text: string): MemoryKind => (/--state[ =]/.test(text) ? 'state' : 'table');

/** `capture` writes to a new folder; everything else reads the last one that was written, or a snapshot of the lab's account. */
function folderFor({ newFolder, snapshot, written }: World, text: string): string {
  if (!/\bcapture\b/.test(text)) return written.at(-1) ?? snapshot;
  const folder = newFolder();
  if (!text.includes('--print-commands')) written.push(folder);
  return folder;
}

/** Capitals that are left are a placeholder nobody knows; variables in front of a command are none. */
const unknownPlaceholder = argument('[A-Z][A-Z_-]{2,}');

export interface Filled {
  readonly text: string;
  /** `DIR = /tmp/…` */
  readonly filled: readonly string[];
  readonly unknown: readonly string[];
}

export function fill(command: string, world: World): Filled {
  const filled: string[] = [];
  let text = command;
  for (const { where, value } of placeholders)
    text = text.replace(where, (_, kept: string, placeholder: string) => {
      const found = value(world, text);
      filled.push(`${placeholder} = ${found}`);
      return `${kept}${found}`;
    });
  const unknown = [...text.matchAll(unknownPlaceholder)].map(([, , word = '']) => word);
  return { text, filled: [...new Set(filled)], unknown: [...new Set(unknown)] };
}
