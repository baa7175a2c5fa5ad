/** Ids of laws and faults in tests have their sentence in docs/reliability.md. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const explained = new Set([...readFileSync(join(root, 'docs/reliability.md'), 'utf8').matchAll(/^\| ([IR]\d+) \|/gm)].map(([, id]) => id));

const folders = ['test/incidents', 'test/collect'];
const idsIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(root, folder, name), 'utf8').matchAll(/\b(I\d{1,2}|R\d{2})\b/g)].map(([id]) => id));

test.each(folders)('every id in %s is explained', (folder) => {
  const ids = new Set(idsIn(folder));
  expect(ids.size).toBeGreaterThan(5);
  expect([...ids].filter((id) => !explained.has(id))).toEqual([]);
});

test('every law is tested', () => {
  const tested = new Set(idsIn('test/incidents'));
  expect([...explained].filter((id) => id?.startsWith('I') && !tested.has(id))).toEqual([]);
});
