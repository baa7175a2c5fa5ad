/** Output that cannot be written, with real processes, pipes and devices: no stack trace, and the right exit status. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { startLab } from '../../lab/lab.ts';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'cli/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-streams-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Limits against hanging only: a busy machine is given all the time it needs. */
const patience = 600_000;

/** A line of bash, in which `nlb-doctor` is the command from its sources. */
function shell(line: string) {
  const script = `nlb-doctor() { "$NODE" "$MAIN" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, MAIN: main, OUT: folder },
  });
  return { status, stdout, stderr };
}

describe('a reader that leaves', () => {
  test.each([
    ['rules', 0],
    ['--help', 0],
    ['explain aws/stale-targets', 0],
    ['replay scenarios/seed-incident', 1],
    ['replay scenarios/seed-incident --output json', 1],
    ['replay scenarios/seed-incident --fail-on never --output html', 0],
    ['nonsense', 2],
  ])(
    '%s | true: the status is the one it has anyway',
    (args, status) => {
      const { stdout, stderr } = shell(`nlb-doctor ${args} | true; echo "status \${PIPESTATUS[0]}"`);
      expect(stdout).toBe(`status ${status}\n`);
      expect(stderr).toMatch(status === 2 ? /^nlb-doctor: there is no command "nonsense".*\n$/ : /^$/);
    },
    patience,
  );

  test(
    'head takes the first lines of a report',
    () => {
      const { stdout, stderr } = shell(`nlb-doctor replay scenarios/seed-incident | head -1; echo "status \${PIPESTATUS[0]}"`);
      expect(stdout).toMatch(/^DOWN {2}k8s-gateway-ciliumga-e070c533ae.*\nstatus 1\n$/);
      expect(stderr).toBe('');
    },
    patience,
  );

  test(
    'demo --watch ends with 141, long before its story does',
    () => {
      const { stdout, stderr } = shell(`nlb-doctor demo --watch | head -1; echo "status \${PIPESTATUS[0]}"`);
      expect(stdout).toMatch(/\nstatus 141\n$/);
      expect(stderr).toBe('');
    },
    patience,
  );

  test(
    'watch goes on without a reader, and ends when it is told to',
    async () => {
      const lab = await startLab({ snapshot: 'scenarios/seed-incident' });
      const state = join(folder, 'state');
      const args = [main, 'watch', '--state', state, '--every', '10s', '--region', 'eu-west-2'];
      const child = spawn(process.execPath, args, { env: { ...process.env, ...lab.environment } });
      try {
        child.stdout.destroy();
        const lines: string[] = [];
        child.stderr.setEncoding('utf8').on('data', (text: string) => lines.push(text));
        // The incident opens at the second check; the third is made after its message found no reader.
        while (lines.join('').split('1 load balancer,').length < 4) await once(child.stderr, 'data');
        expect(lines.join('')).not.toMatch(/\n\s+at |EPIPE|check failed/);
        expect(child.exitCode).toBeNull();
        child.kill('SIGTERM');
        await once(child, 'exit');
        expect(lines.join('')).not.toMatch(/\n\s+at |EPIPE/);
      } finally {
        child.kill('SIGKILL');
        await lab.stop();
      }
    },
    patience,
  );
});

(existsSync('/dev/full') ? describe : describe.skip)('a full disk', () => {
  const sentence = 'nlb-doctor: the output could not be written: the disk is full\n';

  test.each([
    'rules',
    '--help',
    '--version',
    'replay scenarios/seed-incident',
    'replay scenarios/seed-incident --output json --fail-on never',
  ])(
    '%s > /dev/full is a sentence and status 3',
    (args) => {
      expect(shell(`nlb-doctor ${args} > /dev/full`)).toEqual({ status: 3, stdout: '', stderr: sentence });
    },
    patience,
  );

  test('--output-file on it as well', () => {
    expect(shell('nlb-doctor replay scenarios/seed-incident --output-file /dev/full')).toEqual({ status: 3, stdout: '', stderr: sentence });
  });

  test('where only the messages have no room, the answer is what counts', () => {
    expect(shell('nlb-doctor replay scenarios/seed-incident --output json 2> /dev/full | grep -c format')).toMatchObject({ stdout: '1\n' });
    expect(shell('nlb-doctor nonsense 2> /dev/full').status).toBe(2);
  });
});

describe('--output-file that cannot be written is wrong usage, in a sentence', () => {
  test.each([
    ['$OUT/nowhere/answer.json', /^nlb-doctor: --output-file \S+answer\.json cannot be written: its folder is not there\.\n$/],
    ['$OUT', /^nlb-doctor: --output-file \S+ cannot be written: it is a folder, and a file is needed\.\n$/],
    ['package.json/answer', /cannot be written: a part of this path is a file, not a folder\.\n$/],
  ])('%s', (path, wanted) => {
    const { status, stdout, stderr } = shell(`nlb-doctor replay scenarios/seed-incident --output-file ${path}`);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(wanted);
  });
});
