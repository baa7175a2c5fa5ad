/** A reader's shell: one command after the other; variables and the folder are kept between them, as in a terminal. */

import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string>>;

export interface Outcome {
  readonly status: number;
  /** Standard output and standard error, as a terminal shows them. */
  readonly output: string;
  readonly milliseconds: number;
}

export interface Shell {
  /** @param extra variables for this command and the later ones */
  readonly run: (text: string, extra?: Environment) => Promise<Outcome>;
  /** The first program of a pipeline that is neither ours nor installed. */
  readonly absentProgram: (text: string) => Promise<string | undefined>;
}

/** A command that hangs is ended after this time; the time is for hanging only, a busy machine never gets near it. */
const timeout = 600_000;

export function openShell({
  clone,
  scratch,
  environment,
}: {
  readonly clone: string;
  readonly scratch: string;
  readonly environment: Environment;
}): Shell {
  let [folder, variables] = [clone, environment];
  const stateFile = join(scratch, 'shell-state');
  return {
    run: async (text, extra = {}) => {
      const start = performance.now();
      rmSync(stateFile, { force: true });
      const script = `${text}\nstatus=$?\n{ pwd; env -0; } > "${stateFile}"\nexit $status`;
      const { status, output } = await bash(script, folder, { ...variables, ...extra });
      ({ folder, variables } = stateOf(stateFile) ?? { folder, variables });
      return { status, output, milliseconds: performance.now() - start };
    },
    absentProgram: async (text) => {
      for (const program of programsOf(text).filter((name) => programsOfOthers.has(name)))
        if ((await bash(`command -v ${program}`, folder, variables)).status !== 0) return program;
      return undefined;
    },
  };
}

/** What the pages take for granted and a machine need not have. Without node, npm or git nothing works: that is a failure. */
const programsOfOthers: ReadonlySet<string> = new Set(['aws', 'kubectl', 'jq']);

/** The first word of each part of a pipeline, without variables in front of it. */
const programsOf = (text: string): readonly string[] =>
  (text.split('\n')[0] ?? '')
    .split(/\s\|\s/)
    .map((part) => part.trim().replace(/^(?:\w+=\S*\s+)+/, ''))
    .flatMap((part) => /^[\w./-]+/.exec(part)?.[0] ?? []);

/** What a command left behind; nothing where it ended the shell itself. */
function stateOf(file: string): { readonly folder: string; readonly variables: Environment } | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const end = text.indexOf('\n');
  const pairs = text
    .slice(end + 1)
    .split('\0')
    .flatMap((entry) => {
      const at = entry.indexOf('=');
      return at > 0 ? [[entry.slice(0, at), entry.slice(at + 1)] as const] : [];
    });
  return { folder: text.slice(0, end), variables: Object.fromEntries(pairs) };
}

function bash(script: string, cwd: string, env: Environment): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-o', 'pipefail', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (status, signal) =>
      resolve({ status: status ?? 128, output: signal === null ? output : `${output}\nended by ${signal}` }),
    );
  });
}
