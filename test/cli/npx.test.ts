/** `npx nlb-doctor` in a clone, as the hints in the output and the pages have it: it runs, and prints nothing of its own. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-npx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const patience = 600_000;

/** Offline and with a cache of its own: nothing is found but what the clone has. npm itself may set what it likes for its scripts. */
function npx(cwd: string, ...args: readonly string[]) {
  const outside = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const env = { ...Object.fromEntries(outside), npm_config_cache: join(folder, 'cache') };
  const { status, stdout } = spawnSync('npx', ['--offline', 'nlb-doctor', ...args], { cwd, env, encoding: 'utf8' });
  return { status, stdout };
}

test(
  'runs the sources, and passes arguments, output and status through',
  () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(npx(root, '--version')).toEqual({ status: 0, stdout: `${version}\n` });
    const { status, stdout } = npx(root, 'replay', 'scenarios/seed-incident', '--output', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ format: 1 });
    expect(status).toBe(1);
  },
  patience,
);

test(
  'a script of printed commands begins with its own first line',
  () => {
    const { stdout } = npx(root, 'capture', '--print-commands', '--region', 'eu-west-1');
    expect(stdout).toMatch(/^#!\/bin\/sh\n/);
  },
  patience,
);
