/** What a terminal shows while something is read, and what it does not show where it cannot, or nobody wants it. */

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { withProgress } from '../../cli/progress.ts';
import { run } from '../../cli/run.ts';
import { enter } from '../../lab/environment.ts';
import { recorded } from './console.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-terminal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const patience = 600_000;
const clear = '\r\u001b[2K';

test(
  'an API that hangs is a line that counts the seconds, from the first moment',
  async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const leave = enter(
      {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
      },
      process.env,
    );
    const console = { ...recorded(), showsProgress: true };
    try {
      await run(['check', '--region', 'eu-west-2', '--timeout', '3'], console);
    } finally {
      leave();
      server.close();
    }
    const drawn = console.told().split(clear).slice(1);
    expect(drawn[0]).toBe('eu-west-2: load balancers (0 s)');
    expect(drawn.some((line) => /^eu-west-2: load balancers \([1-9]\d* s\)$/.test(line))).toBe(true);
    expect(console.told().slice(console.told().lastIndexOf(clear))).not.toMatch(/ s\)/);
  },
  patience,
);

test('the line is never wider than the terminal, holds no control characters, and is cleared when work fails', async () => {
  const console = { ...recorded(), showsProgress: true, columns: 60 };
  const work = withProgress(console, `a cluster with\u001b[31m ${'a very long name '.repeat(10)}`, async () => {
    throw new Error('refused');
  });
  await expect(work).rejects.toThrow('refused');
  const [, line = '', rest] = console.told().split(clear);
  expect(line.length).toBeLessThan(60);
  expect(line).toMatch(/^a cluster with.*… \(0 s\)$/);
  expect(line).not.toContain('\u001b');
  expect(rest).toBe('');
});

test('there is none where standard error is no terminal', async () => {
  const console = recorded();
  expect(await withProgress(console, 'anything', async () => 7)).toBe(7);
  expect(console.told()).toBe('');
});

/** script(1) of util-linux runs a command on a pseudo-terminal. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

function onTerminal(args: string, environment: Readonly<Record<string, string>>): string {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const command = `"$NODE" "$MAIN" ${args}`;
  const { stdout } = spawnSync('script', ['-q', '-e', '-c', command, join(folder, 'typescript')], {
    cwd: root,
    encoding: 'utf8',
    env: { ...env, NODE: process.execPath, MAIN: join(root, 'cli/main.ts'), TERM: 'xterm', ...environment },
  });
  return stdout;
}

const colour = /\u001b\[[\d;]*m/;
const calls = ['replay scenarios/seed-incident', 'explain stale-targets', 'demo'];

(hasScript ? describe : describe.skip)('on a real terminal', () => {
  test.each(calls)(
    '%s has colour, but none with NO_COLOR, --no-color or a dumb terminal',
    (args) => {
      expect(onTerminal(args, {})).toMatch(colour);
      expect(onTerminal(args, { NO_COLOR: '1' })).not.toMatch(colour);
      expect(onTerminal(`${args} --no-color`, {})).not.toMatch(colour);
      expect(onTerminal(`--no-color ${args}`, {})).not.toMatch(colour);
      const dumb = onTerminal(args, { TERM: 'dumb' });
      expect(dumb.length).toBeGreaterThan(500);
      expect(dumb).not.toContain('\u001b');
    },
    patience,
  );

  test(
    'progress is drawn, and cleared before the answer',
    () => {
      const [, ...drawn] = onTerminal('demo --no-color', {}).split(clear);
      expect(drawn[0]).toMatch(/^eu-west-2: load balancers \(0 s\)$/);
      expect(drawn.at(-1)).toMatch(/^DOWN/);
    },
    patience,
  );

  test(
    'explain is wrapped to the terminal, and is no Markdown',
    () => {
      expect(onTerminal('explain stale-targets', { NO_COLOR: '1' })).toMatch(/^aws\/stale-targets\r?\n {2}/);
    },
    patience,
  );
});
