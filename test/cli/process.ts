/** The command as a process of its own: what it prints, and with which status and signal it ends. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { enter } from '../../lab/environment.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly status: number | null;
  readonly printed: string;
  readonly told: string;
}

/** Nothing of the machine's own AWS configuration or proxies gets in: what a test does not give is not there. */
const nowhere = {
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  NO_PROXY: '*',
};

export const keys = { AWS_ACCESS_KEY_ID: 'AKIALABLABLABLABLAB0', AWS_SECRET_ACCESS_KEY: 'lab/lab/lab/lab/lab/lab/lab/lab/lab/lab0' };

export function start(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const env: Record<string, string | undefined> = { ...process.env };
  enter(nowhere, env);
  for (const name of Object.keys(env))
    if (/^(AWS_(ACCESS|SECRET|SESSION)|AWS_ENDPOINT_URL|AWS_(DEFAULT_)?REGION|NODE_OPTIONS)/.test(name)) delete env[name];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'cli/main.ts'), ...args], {
    cwd: root,
    env: { ...env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, ended: endOf(child) };
}

export const callOf = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  start(args, environment).ended;

function endOf(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (status) => done({ status, printed: text.stdout, told: text.stderr }));
  });
}
