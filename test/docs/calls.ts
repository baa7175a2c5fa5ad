/** What a shell makes of a shell block: the programs it calls and their arguments, word for word. No program is run. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Call {
  readonly program: string;
  readonly args: readonly string[];
}

/** Between two calls; no argument of a page holds it. */
const separator = '\u001e';

const recorder = `#!/bin/sh\nprintf '%s\\0' "\${0##*/}" "$@" '${separator}' >> "$CALLS"\n`;

/**
 * Runs the text in a real shell whose only programs are recorders. A word that is no known program, such as an alternative behind `|`, fails as it
 * would fail for the reader.
 * @throws Error with what the shell says
 */
export function callsOf(text: string, programs: readonly string[]): readonly Call[] {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-calls-'));
  try {
    const [bin, home, calls] = [join(folder, 'bin'), join(folder, 'home'), join(folder, 'calls')];
    // `git clone` makes the folder that `cd` enters.
    for (const path of [bin, home, join(home, 'nlb-doctor')]) mkdirSync(path);
    writeFileSync(calls, '');
    for (const program of programs) {
      writeFileSync(join(bin, program), recorder);
      chmodSync(join(bin, program), 0o755);
    }
    execFileSync('/bin/bash', ['-euo', 'pipefail', '-c', text], {
      cwd: home,
      env: { PATH: [bin].join(delimiter), HOME: home, CALLS: calls },
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    });
    return recorded(readFileSync(calls, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const recorded = (text: string): readonly Call[] =>
  text
    .split(`${separator}\0`)
    .filter((call) => call !== '')
    .map((call) => {
      const [program = '', ...args] = call.split('\0').slice(0, -1);
      return { program, args };
    });
