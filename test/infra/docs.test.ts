/** The pages for people keep up with the code: every alarm has its section, every action its reason, every key its row. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { alarmNames } from '../../infra/alarms.ts';
import { costPage } from '../../infra/cost.ts';
import { ec2Actions, elbActions } from '../../infra/permissions.ts';

const root = resolve(import.meta.dirname, '../..');
const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');

test('the runbook has a section for every alarm', () => {
  const headings = [...page('operations.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(expect.arrayContaining([...alarmNames]));
});

test('the permissions name every action, and none that is not granted', () => {
  const text = page('permissions.md');
  for (const action of [...elbActions, ...ec2Actions]) expect(text).toContain(`\`${action}\``);
});

test('getting started names every key of the context', () => {
  const source = readFileSync(join(root, 'infra/context.ts'), 'utf8');
  const body = source.slice(source.indexOf('const context = z.strictObject({'), source.indexOf('export type Context'));
  const keys = [...body.matchAll(/^ {2}(\w+): z/gm)].map(([, key]) => key ?? '');
  expect(keys.length).toBeGreaterThan(15);
  for (const key of keys) expect(page('getting-started.md')).toContain(`\`${key}\``);
});

test('the cost is what the code computes', () => {
  expect(page('cost.md')).toBe(costPage());
});

test('no link between pages leads nowhere', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/security-review/README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const broken = pages.flatMap((from) =>
    [...readFileSync(join(root, from), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].flatMap(([, to = '']) =>
      existsSync(join(root, dirname(from), to)) ? [] : [`${from} -> ${to}`],
    ),
  );
  expect(broken).toEqual([]);
});

test('the threat model names tests that are there', () => {
  const named = [...page('threat-model.md').matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
