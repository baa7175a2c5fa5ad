/** Arrows point one way: a later stage may import an earlier one, never the reverse. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

/** What each place may import from, beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'lambda/snapshot': [],
  'lambda/collect': ['lambda/snapshot', 'lambda/report/escape.ts'],
  'lambda/topology': ['lambda/snapshot'],
  'lambda/diagnose': ['lambda/snapshot', 'lambda/topology'],
  'lambda/report': ['lambda/diagnose'],
  'lambda/incidents': ['lambda/settings.ts', 'lambda/snapshot', 'lambda/topology', 'lambda/diagnose', 'lambda/report'],
  'lambda/notify': ['lambda/settings.ts', 'lambda/snapshot', 'lambda/diagnose', 'lambda/report', 'lambda/incidents'],
};

const stageOf = (path: string) => Object.keys(allowed).find((stage) => path.startsWith(`${stage}/`));

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

/** Paths, from the root, of the project's own files that a file imports. */
function importsOf(path: string): readonly string[] {
  const source = readFileSync(join(root, path), 'utf8');
  const addresses = [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return addresses.map((address) => relative(root, resolve(root, dirname(path), address)));
}

describe('arrows point one way', () => {
  test.each(Object.keys(allowed))('%s imports only what comes before it', (stage) => {
    const may = [stage, ...(allowed[stage] ?? [])];
    const wrong = filesBelow(stage).flatMap((path) =>
      importsOf(path)
        .filter((target) => !may.some((place) => target === place || target.startsWith(`${place}/`)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('nothing the Lambda runs imports the command, the infrastructure, the lab, the benchmarks or tests', () => {
    const wrong = filesBelow('lambda').flatMap((path) =>
      importsOf(path)
        .filter((target) => !target.startsWith('lambda/') && !target.endsWith('package.json'))
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the check sees imports at all', () => {
    expect(importsOf('lambda/diagnose/diagnose.ts').some((target) => stageOf(target) === 'lambda/topology')).toBe(true);
  });
});
