/** What is wrong with a snapshot is said in one sentence, with the place. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readSnapshot, SnapshotError } from '../../lambda/snapshot/read.ts';
import { clusterPath, folderOf, least, removeFolders } from './folder.ts';

afterAll(removeFolders);

function errorOf(path: string): SnapshotError {
  try {
    readSnapshot(path);
  } catch (error) {
    if (error instanceof SnapshotError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const aws = 'aws/eu-west-2';
const groups = `${aws}/target-groups.json`;
const manifest = (lines: string) => `format: 1\ntakenAt: "2026-01-31T12:00:00Z"\n${lines}`;
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const laughs = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n}, `.repeat(10)}]`),
].join('\n');

const table: readonly (readonly [what: string, files: Readonly<Record<string, unknown>>, message: string | RegExp])[] = [
  ['no manifest', { ...least, 'snapshot.yaml': '' }, 'snapshot.yaml: expected one document, got 0'],
  [
    'a newer format',
    { ...least, 'snapshot.yaml': 'format: 2\ntakenAt: "2026-01-31T12:00:00Z"' },
    'snapshot.yaml: format: expected 1, got 2',
  ],
  ['no time', { ...least, 'snapshot.yaml': 'format: 1' }, 'snapshot.yaml: takenAt: expected text, got nothing'],
  [
    'a time that is none',
    { ...least, 'snapshot.yaml': 'format: 1\ntakenAt: yesterday' },
    /^snapshot\.yaml: takenAt: expected a time such as .*, got "yesterday"$/,
  ],
  [
    'unreadable is no list',
    { ...least, 'snapshot.yaml': manifest('unreadable: all') },
    'snapshot.yaml: unreadable: expected a list, got "all"',
  ],
  ['no region', { 'snapshot.yaml': manifest('') }, /^aws: no region is there/],
  [
    'a number that is text',
    {
      ...least,
      [groups]: { TargetGroups: [0, 1, 2, 3].map((n) => ({ TargetGroupArn: 'a', TargetGroupName: `t${n}`, Port: n === 3 ? 'http' : 80 })) },
    },
    'aws/eu-west-2/target-groups.json: TargetGroups[3].Port: expected a number, got "http"',
  ],
  [
    'a required member',
    { ...least, [groups]: { TargetGroups: [{ TargetGroupArn: 'a' }] } },
    `${groups}: TargetGroups[0].TargetGroupName: expected text, got nothing`,
  ],
  ['a required list that is null', { ...least, [groups]: { TargetGroups: null } }, `${groups}: TargetGroups: expected a list, got null`],
  ['a required list that is not there', { ...least, [groups]: {} }, `${groups}: TargetGroups: expected a list, got nothing`],
  ['a list that is text', { ...least, [`${aws}/vpcs.json`]: { Vpcs: 'none' } }, `${aws}/vpcs.json: Vpcs: expected a list, got "none"`],
  ['a list at the top', { ...least, [groups]: [] }, `${groups}: expected an object with the list TargetGroups, got a list`],
  [
    'broken JSON',
    { ...least, [groups]: '{\n  "TargetGroups": [http]\n}' },
    `${groups}: line 2, column 20: this is not JSON: "http" is not expected here`,
  ],
  ['JSON cut off', { ...least, [groups]: '{"TargetGroups": [\n' }, `${groups}: line 2, column 1: this is not JSON: it ends too early`],
  [
    'a comma too many',
    { ...least, [groups]: '{"TargetGroups": [1,]}' },
    `${groups}: line 1, column 21: this is not JSON: "]" is not expected here`,
  ],
  ['an empty file', { ...least, [groups]: '' }, `${groups}: the file is empty, and JSON was expected`],
  ['deep JSON', { ...least, [groups]: `{"TargetGroups":${deep}}` }, `${groups}: it is nested more than 200 levels deep; it is not read`],
  [
    'broken YAML',
    { ...least, [`${clusterPath}/a.yaml`]: 'kind: Service\n  metadata: {' },
    /^kubernetes\/eu-west-2\/dev\/a\.yaml: line 2, column \d+: this is not YAML that can be read: /,
  ],
  ['deep YAML', { ...least, [`${clusterPath}/a.yaml`]: `a: ${deep}` }, /this is not YAML that can be read: nesting exceeded/],
  ['aliases that explode', { ...least, [`${clusterPath}/a.yaml`]: laughs }, /a\.yaml: the aliases of this YAML explode/],
  [
    'a List whose items is null',
    { ...least, [`${clusterPath}/a.yaml`]: 'apiVersion: v1\nkind: List\nitems: null' },
    `${clusterPath}/a.yaml: items: expected a list (an empty one is written []), got null`,
  ],
  [
    'a typed list whose items is null',
    { ...least, [`${clusterPath}/a.json`]: { apiVersion: 'v1', kind: 'ServiceList', items: null } },
    `${clusterPath}/a.json: items: expected a list (an empty one is written []), got null`,
  ],
  [
    'an object of the wrong shape, in the second document',
    {
      ...least,
      [`${clusterPath}/a.yaml`]: 'kind: x\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: many}]}',
    },
    `${clusterPath}/a.yaml: document 2: spec.ports[0].port: expected a number, got "many"`,
  ],
  [
    'an object without a name',
    { ...least, [`${clusterPath}/a.json`]: { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Node', metadata: {} }] } },
    `${clusterPath}/a.json: items[0].metadata.name: expected text, got nothing`,
  ],
  [
    'a foreign object in a typed list',
    { ...least, [`${clusterPath}/a.json`]: { apiVersion: 'v1', kind: 'NodeList', items: [{ kind: 'Pod' }] } },
    `${clusterPath}/a.json: items[0].kind: expected "Node", got "Pod"`,
  ],
  [
    'an EKS cluster without a name',
    { ...least, 'eks/eu-west-2/dev.json': { cluster: {} } },
    'eks/eu-west-2/dev.json: cluster.name: expected text, got nothing',
  ],
  [
    'escapes in a value',
    { ...least, [groups]: { TargetGroups: '\u001b[2J\u202e' } },
    `${groups}: TargetGroups: expected a list, got "\\u001b[2J\\u202e"`,
  ],
];

describe('a snapshot that is wrong', () => {
  test.each(table)('%s', (_, files, message) => {
    const error = errorOf(folderOf(files));
    if (message instanceof RegExp) expect(error.message).toMatch(message);
    else expect(error.message).toBe(message);
    expect(error.message).not.toMatch(/\n|\u001b/);
  });

  test.each(Object.keys(least))('without %s', (path) => {
    const files = Object.fromEntries(Object.entries(least).filter(([name]) => name !== path));
    expect(errorOf(folderOf(files)).message).toMatch(new RegExp(`^${path}: it is missing`));
  });

  test('keeps the cause of what is not JSON', () => {
    expect(errorOf(folderOf({ ...least, [groups]: '{' })).cause).toBeInstanceOf(SyntaxError);
  });

  test('is not there at all, or is a file', () => {
    expect(errorOf('/nowhere/at-all').message).toBe('/nowhere/at-all: it cannot be read: it is not there');
    expect(errorOf('package.json').message).toBe('package.json: a snapshot is a folder, and this is not one');
  });
});

describe('a snapshot that is hostile', () => {
  test('links that lead out are refused, whatever they stand for', () => {
    const secret = join(folderOf({ 'vpcs.json': { Vpcs: [] }, 'sub/a.yaml': '' }), 'vpcs.json');
    const file = folderOf(least);
    symlinkSync(secret, join(file, aws, 'vpcs.json'));
    expect(errorOf(file).message).toBe(
      `${aws}/vpcs.json: this link leads out of the snapshot, and is not followed; copy what it points to into its place`,
    );
    const directory = folderOf({ ...least, [`${clusterPath}/a.yaml`]: '' });
    symlinkSync(join(secret, '../sub'), join(directory, clusterPath, 'more'));
    expect(errorOf(directory).message).toMatch(/dev\/more: this link leads out of the snapshot/);
    const top = folderOf({ ...least, 'snapshot.yaml': '' });
    const link = folderOf(Object.fromEntries(Object.entries(least).slice(1)));
    symlinkSync(join(top, 'snapshot.yaml'), join(link, 'snapshot.yaml'));
    expect(errorOf(link).message).toMatch(/^snapshot\.yaml: this link leads out/);
  });

  test('links that stay inside are followed, and circles end', () => {
    const inside = folderOf({ ...least, [`${aws}/all.json`]: { Vpcs: [{ VpcId: 'vpc-1' }] } });
    symlinkSync('all.json', join(inside, aws, 'vpcs.json'));
    expect(readSnapshot(inside).regions[0]?.vpcs).toEqual({ state: 'complete', items: [{ VpcId: 'vpc-1' }] });
    const circle = folderOf({ ...least, [`${clusterPath}/a.yaml`]: '' });
    symlinkSync('.', join(circle, clusterPath, 'again'));
    expect(errorOf(circle).message).toMatch(/its folders are nested more than 8 deep/);
  });

  test('a pipe does not block, and an enormous file is not read', () => {
    const pipe = folderOf(least);
    execFileSync('mkfifo', [join(pipe, aws, 'vpcs.json')]);
    expect(errorOf(pipe).message).toBe(`${aws}/vpcs.json: expected a plain file, and this is something else`);
    const enormous = folderOf(least);
    writeFileSync(join(enormous, aws, 'vpcs.json'), '');
    truncateSync(join(enormous, aws, 'vpcs.json'), 300 * 1024 * 1024);
    expect(errorOf(enormous).message).toBe(
      `${aws}/vpcs.json: the file has 300 MiB, and at most 256 MiB are read; capture less, or in pages`,
    );
  });

  test('a folder where a file belongs does not pass for an empty answer', () => {
    const root = folderOf(least);
    mkdirSync(join(root, aws, 'vpcs.json'));
    expect(readSnapshot(root).regions[0]?.vpcs.state).toBe('incomplete');
  });

  test.each(['json', 'yaml'])('__proto__ in %s changes nothing', (form) => {
    const text =
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a","__proto__":{"namespace":"b"}},"__proto__":{"spec":{"type":"x"}}}';
    const root = folderOf({ ...least, [`${clusterPath}/a.${form}`]: form === 'json' ? text : `# YAML\n${text}` });
    const service = readSnapshot(root).clusters[0]?.readings.get('services')?.items[0];
    expect(service).toEqual({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } });
    expect(Object.keys(service ?? {})).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(({} as { spec?: unknown }).spec).toBeUndefined();
  });
});
