/** Arrows point one way: a later stage may import an earlier one, never the reverse; the same holds for the rooms of a stage, and for files. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

/** What each place may import from, beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'lambda/text': [],
  'lambda/http': ['lambda/text'],
  'lambda/snapshot': ['lambda/text'],
  'lambda/collect': ['lambda/text', 'lambda/http', 'lambda/snapshot', 'lambda/report/escape.ts'],
  'lambda/topology': ['lambda/text', 'lambda/snapshot'],
  'lambda/diagnose': ['lambda/text', 'lambda/snapshot', 'lambda/topology'],
  'lambda/report': ['lambda/text', 'lambda/diagnose'],
  'lambda/incidents': ['lambda/text', 'lambda/settings.ts', 'lambda/snapshot', 'lambda/topology', 'lambda/diagnose', 'lambda/report'],
  'lambda/telemetry': ['lambda/text', 'lambda/snapshot', 'lambda/diagnose', 'lambda/report/escape.ts', 'lambda/incidents'],
  'lambda/notify': [
    'lambda/text',
    'lambda/http',
    'lambda/settings.ts',
    'lambda/snapshot',
    'lambda/diagnose',
    'lambda/report',
    'lambda/incidents',
    'lambda/telemetry',
  ],
};

/** The rooms of a stage, lowest first: a room imports only itself and the rooms before it. Names in brackets are one room. */
const rooms: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  'lambda/collect': ['io', ['request.ts', 'context.ts', 'suspects.ts', 'grants.ts', 'aws', 'kubernetes'], 'collect.ts'],
  'lambda/incidents': [
    'types.ts',
    'policy.ts',
    'observe',
    'lifecycle',
    'outbox/notification.ts',
    'changes',
    'outbox',
    'state.ts',
    'store',
    'metrics.ts',
    'reports.ts',
    'notifications.ts',
    'prune.ts',
    'recoverFromOutbox.ts',
    'evaluate.ts',
    'watchlist.ts',
    'withoutStore.ts',
    'run.ts',
  ],
};

const stageOf = (path: string) => Object.keys(allowed).find((stage) => path.startsWith(`${stage}/`));

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}

/** Paths, from the root, of the project's own files that a file imports, types included. */
function importsOf(path: string): readonly string[] {
  const source = readFileSync(join(root, path), 'utf8');
  const addresses = [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return addresses.map((address) => relative(root, resolve(root, dirname(path), address)));
}

/** The position of the room that a file belongs to, by the longest name that fits; -1 where there is none. */
function roomOf(stage: string, named: readonly (string | readonly string[])[], path: string): number {
  const fitting = named.flatMap((names, position) =>
    [names]
      .flat()
      .filter((name) => path === `${stage}/${name}` || path.startsWith(`${stage}/${name}/`))
      .map((name) => ({ name, position })),
  );
  return fitting.toSorted((a, b) => b.name.length - a.name.length)[0]?.position ?? -1;
}

/** As `importsOf`, without `import()`: a command that is loaded when it is called is no cycle. */
const staticImportsOf = (path: string): readonly string[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, address = '']) =>
    relative(root, resolve(root, dirname(path), address)),
  );

/** A cycle of files that starts and ends at the first of them; undefined where there is none. */
function cycleAmong(files: readonly string[]): readonly string[] | undefined {
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (finished.has(path) || !path.endsWith('.ts')) return undefined;
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    for (const target of staticImportsOf(path)) {
      const cycle = visit(target, [...trail, path]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(path);
    return undefined;
  };
  for (const path of files) {
    const cycle = visit(path, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
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

  test.each(Object.keys(rooms))('the rooms of %s import only the rooms before them, and each file has a room', (stage) => {
    const names = rooms[stage] ?? [];
    const files = filesBelow(stage);
    expect(files.filter((path) => roomOf(stage, names, path) < 0)).toEqual([]);
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .filter((target) => target.startsWith(`${stage}/`) && roomOf(stage, names, target) > roomOf(stage, names, path))
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

describe('no file imports itself through others', () => {
  test.each(['lambda', 'cli', 'infra', 'lab', 'bench', 'docs'])('%s', (folder) => {
    expect(cycleAmong(filesBelow(folder))).toBeUndefined();
  });
});
