/** Whatever is missing or wrong in a snapshot, the reader answers with a snapshot or a sentence. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { targetGroup } from '../../lambda/snapshot/aws.ts';
import { fits } from '../../lambda/snapshot/fits.ts';
import { jsonErrorPosition } from '../../lambda/snapshot/jsonPosition.ts';
import { resources } from '../../lambda/snapshot/kubernetes.ts';
import { readSnapshot, SnapshotError } from '../../lambda/snapshot/read.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { folderOf, removeFolders } from './folder.ts';

afterAll(removeFolders);

const source = 'scenarios/one-node-envoy-down';
const files = Object.fromEntries(
  readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(source.length + 1), readFileSync(path, 'utf8')]),
);
const whole = readSnapshot(source);

function attempt(changed: Readonly<Record<string, unknown>>): Snapshot | undefined {
  try {
    return readSnapshot(folderOf(changed));
  } catch (error) {
    if (error instanceof SnapshotError) return undefined;
    throw error;
  }
}

/** Every list that is complete after something was taken away was complete before. */
function claims(snapshot: Snapshot): ReadonlySet<string> {
  const ofClusters = snapshot.clusters.flatMap(({ name, readings }) =>
    [...readings].filter(([, { state }]) => state !== 'incomplete').map(([resource, { items }]) => `${name} ${resource} ${items.length}`),
  );
  const ofGroups = snapshot.regions.flatMap(({ targetHealth }) =>
    [...targetHealth].filter(([, { state }]) => state === 'complete').map(([name, { items }]) => `${name} ${items.length}`),
  );
  return new Set([...ofClusters, ...ofGroups]);
}

test('files taken away never make a list that is not there an empty one', () => {
  const known = claims(whole);
  const paths = Object.keys(files);
  fc.assert(
    fc.property(fc.subarray(paths, { minLength: 1 }), (gone) => {
      const left = attempt(Object.fromEntries(Object.entries(files).filter(([path]) => !gone.includes(path))));
      if (left !== undefined) for (const claim of claims(left)) expect(known).toContain(claim);
    }),
    { numRuns: 25 },
  );
});

/** All members of a JSON document, as paths. */
function members(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...members(inner, [...path, key])]);
}

function changed(text: string, path: readonly string[], change: (parent: Record<string, unknown>, key: string) => void): string {
  const document: unknown = JSON.parse(text);
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document);
  change(parent as Record<string, unknown>, path.at(-1) as string);
  return JSON.stringify(document);
}

const place = fc
  .constantFrom(...Object.keys(files).filter((path) => path.endsWith('.json')))
  .chain((path) => fc.tuple(fc.constant(path), fc.constantFrom(...members(JSON.parse(files[path] as string)))));
const junk = fc.constantFrom<unknown>(null, 'text', -1, true, [], {}, [null], '\u001b[2J');

test('a member taken away or replaced by anything gives a snapshot or a sentence', () => {
  fc.assert(
    fc.property(place, fc.option(junk, { nil: undefined }), ([path, member], value) => {
      const text = changed(files[path] as string, member, (parent, key) => {
        if (value === undefined && !Array.isArray(parent)) delete parent[key];
        else parent[key] = value ?? null;
      });
      const least = { 'snapshot.yaml': files['snapshot.yaml'], ...required, [path]: text };
      expect(() => attempt(least)).not.toThrow();
    }),
    { numRuns: 300 },
  );
});

const required = Object.fromEntries(Object.entries(files).filter(([path]) => /(load-balancers|target-groups)\.json$/.test(path)));

test('the fast check and zod agree', () => {
  const shapes = [targetGroup, ...Object.values(resources).map(({ shape }) => shape)];
  const objects = [
    ...whole.clusters.flatMap(({ readings }) => [...readings.values()].flatMap(({ items }) => items)),
    ...(whole.regions[0]?.targetGroups ?? []),
  ];
  for (const shape of shapes) for (const object of objects) expect(fits(shape, object)).toBe(shape.safeParse(object).success);
  const texts = objects.map((object) => JSON.stringify(object));
  fc.assert(
    fc.property(fc.constantFrom(...shapes), fc.constantFrom(...texts), fc.nat(), junk, (shape, text, at, value) => {
      const all = members(JSON.parse(text));
      const object: unknown = JSON.parse(
        changed(text, all[at % all.length] as readonly string[], (parent, key) => Object.assign(parent, { [key]: value })),
      );
      expect(fits(shape, object)).toBe(shape.safeParse(object).success);
    }),
    { numRuns: 1_000 },
  );
});

test('the place where JSON ends is found wherever it is cut or spoiled, and nowhere in what is JSON', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom('', '}', ']', ',', 'x', '"', '\\'), (text, at, spoil) => {
      const cut = at % (text.length + 1);
      const spoiled = text.slice(0, cut) + spoil + (spoil === '' ? '' : text.slice(cut));
      const { line, column, found } = jsonErrorPosition(spoiled);
      const isJson = parses(spoiled);
      const end = line === 1 && column === spoiled.length + 1 && found === undefined;
      if (isJson) expect(end).toBe(true);
      else expect(column).toBeGreaterThanOrEqual(1);
      if (!isJson && !end) expect(parses(spoiled.slice(0, column - 1) + spoiled.slice(column - 1))).toBe(false);
    }),
  );
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
