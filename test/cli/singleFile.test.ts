/** dist/nlb-doctor.cjs, built and moved to an empty folder: it needs nothing beside it but a Node that is new enough. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pack, unpack } from '../../lab/worlds/packed.ts';
import { inRecordedFolder, recordedNames } from '../../lab/worlds/recorded.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-single-'));
const empty = join(folder, 'elsewhere');
const file = join(empty, 'nlb-doctor.cjs');

beforeAll(() => {
  const built = spawnSync(process.execPath, [join(root, 'infra/bundle/command.ts'), join(folder, 'built/nlb-doctor.cjs')], {
    encoding: 'utf8',
  });
  expect([built.status, built.stderr]).toEqual([0, '']);
  mkdirSync(empty);
  copyFileSync(join(folder, 'built/nlb-doctor.cjs'), file);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function call(...args: readonly string[]) {
  const { AWS_REGION: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { cwd: empty, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('in an empty folder', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

  test('--version is that of the package', () => {
    expect(call('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('demo diagnoses the incident it carries', () => {
    expect(call('demo').stdout).toMatch(/cilium\/agents-not-restarted/);
  }, 600_000);

  test('demo carries every world', () => {
    const { status, stdout } = call('demo', 'cilium/l7-proxy-off/cause', '--output', 'json', '--fail-on', 'never');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ loadBalancers: [{ findings: [{ rule: 'cilium/l7-proxy-off' }] }] });
  }, 600_000);

  test('demo --list lists every world', () => {
    const { status, stdout } = call('demo', '--list');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^seed-incident /m);
    expect(stdout.trim().split('\n').length).toBeGreaterThan(100);
  });

  test('replay diagnoses a snapshot, wherever it is', () => {
    const { status, stdout } = call('replay', join(root, 'scenarios/seed-incident'), '--output', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      loadBalancers: [{ findings: expect.arrayContaining([expect.objectContaining({ rule: 'cilium/agents-not-restarted' })]) }],
    });
  });

  test('explain and rules', () => {
    expect(call('explain', 'aws/stale-targets').stdout).toContain('aws/stale-targets');
    expect(call('rules').stdout.trim().split('\n').length).toBeGreaterThan(50);
  });

  test('leaves nothing behind', () => {
    expect(readdirSync(empty)).toEqual(['nlb-doctor.cjs']);
  });
});

test('the file stays below 10 MB', () => {
  expect(statSync(file).size).toBeLessThan(10_000_000);
});

test('the folder of the build is a package that requires the Node it checks for', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'built/package.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ name: 'nlb-doctor', engines: { node: '>=22.19' }, bin: { 'nlb-doctor': 'nlb-doctor.cjs' } });
});

describe('an older Node is told in one sentence what is needed', () => {
  const sentence = (version: string) => new RegExp(`^nlb-doctor needs Node 22\\.19 or newer; this is ${version}\\. .*\\n$`);

  /** The check reads the version of the process, so that a preloaded module can change it. */
  function pretending(version: string) {
    const preload = join(folder, `pretend-${version}.cjs`);
    writeFileSync(
      preload,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
       Object.defineProperty(process, 'version', { value: 'v${version}' });`,
    );
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, file, 'rules'], { encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  test.each(['14.21.3', '20.20.2', '22.18.0'])('%s', (version) => {
    const { status, stdout, stderr } = pretending(version);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence(`v${version}`));
  });

  test.each(['22.19.0', '23.0.0', '24.21.0', '100.0.0'])('%s runs', (version) => {
    expect(pretending(version)).toMatchObject({ status: 0, stderr: '' });
  });

  const older = (process.env.PATH ?? '')
    .split(delimiter)
    .map((place) => join(place, 'node'))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, version: spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim() }))
    .find(({ version }) => Number(/^v(\d+)/.exec(version)?.[1]) < 22);

  // Where such a Node is installed, it is asked itself: that it can parse the file is what cannot be pretended.
  (older === undefined ? test.skip : test)(`the installed ${older?.version ?? 'older Node'}`, () => {
    const { status, stderr } = spawnSync(older?.path ?? '', [file, 'rules'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toMatch(sentence(older?.version ?? ''));
  });
});

test('packed worlds are the files of the folders, byte by byte', () => {
  expect(recordedNames).toEqual(expect.arrayContaining(['seed-incident', 'seed-incident-repaired']));
  const files = inRecordedFolder('seed-incident', (place) =>
    readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(place, path)).isFile())
      .map((path) => [path, readFileSync(join(place, path))] as const),
  );
  const unpacked = unpack(pack(new Map([['seed-incident', files]]))).get('seed-incident') ?? [];
  expect(unpacked.map(([path]) => path)).toEqual(files.map(([path]) => path));
  for (const [at, [, content]] of unpacked.entries()) expect(Buffer.compare(content, files[at]?.[1] ?? Buffer.alloc(0))).toBe(0);
});
