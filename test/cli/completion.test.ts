/** The completion scripts, sourced by the shells themselves: bash, and zsh and fish where they are installed. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Shell, shells } from '../../cli/completion.ts';
import { run } from '../../cli/run.ts';
import { recorded } from './console.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-completion-'));
const scriptOf = (shell: Shell) => join(folder, `script.${shell}`);
beforeAll(async () => {
  for (const shell of shells) {
    const console = recorded();
    expect(await run(['completion', shell], console)).toBe(0);
    writeFileSync(scriptOf(shell), console.printed());
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isInstalled = (shell: Shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** Each line as typed, with some words that are offered, and some that are not. */
const typed: readonly (readonly [line: string, offered: readonly string[], absent: readonly string[]])[] = [
  ['nlb-doctor re', ['replay'], ['check']],
  ['nlb-doctor ', ['check', 'replay', 'completion', 'help'], ['--region']],
  ['nlb-doctor check --fai', ['--fail-on'], ['--region']],
  ['nlb-doctor check --region eu-west-1 --', ['--cluster', '--output-file', '--no-color', '--help'], ['--print-commands']],
  ['nlb-doctor check --fail-on ', ['critical', 'warning', 'info', 'never'], ['check', '--region']],
  ['nlb-doctor replay here -o sa', ['sarif'], ['json']],
  ['nlb-doctor rules --output ', ['text', 'json'], ['sarif']],
  ['nlb-doctor explain cilium/l7', ['cilium/l7-proxy-off'], ['aws/stale-targets']],
  ['nlb-doctor silence --cause aws/st', ['aws/stale-targets'], ['cilium/l7-proxy-off']],
  ['nlb-doctor demo seed-', ['seed-incident', 'seed-incident-repaired'], ['l7-proxy-off']],
  ['nlb-doctor demo l7', ['l7-proxy-off'], ['seed-incident']],
  ['nlb-doctor completion f', ['fish'], ['bash']],
  ['nlb-doctor help exp', ['explain'], ['check']],
];

/** Words as bash splits a line for completion: at blanks, and at `=`. */
function offeredByBash(line: string): readonly string[] {
  const words = line.split(/\s+|(=)/).filter((word) => word !== undefined);
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `source '${scriptOf('bash')}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _nlb_doctor; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return linesOf(spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: folder }));
}

/** zsh completes only where somebody types: a second zsh in a pseudo-terminal, which prints what is offered to it. */
const zshDriver = `zmodload zsh/zpty
zpty typing zsh -f -i
zpty -w typing 'PROMPT=""; autoload -U compinit; compinit -u -D'
zpty -w typing "source \${(q)1}"
zpty -w typing 'compadd() { local -a hits; builtin compadd -A hits "$@"; local hit; for hit in $hits; do print -r -- "<$hit>"; done; builtin compadd "$@" }'
zpty -w typing 'finish() { print -r -- "<<END>>"; exit }; comppostfuncs=(finish)'
zpty -w typing "bindkey '^I' complete-word; print READY-\\$((1+1))"
zpty -r typing line '*READY-2*'
zpty -w -n typing "$2"$'\\t'
zpty -r typing out '*<<END>>*'
print -r -- "$out"
`;

function offeredByZsh(line: string): readonly string[] {
  const driver = join(folder, 'driver.zsh');
  writeFileSync(driver, zshDriver);
  const { stdout } = spawnSync('zsh', ['-f', driver, scriptOf('zsh'), line], { encoding: 'utf8', cwd: folder });
  return [...stdout.matchAll(/<([^<>]+)>/g)].map(([, word]) => word ?? '');
}

/** One word a line, with its description behind a tab. */
function offeredByFish(line: string): readonly string[] {
  const script = `source '${scriptOf('fish')}'; complete -C '${line}'`;
  return linesOf(spawnSync('fish', ['--no-config', '-c', script], { encoding: 'utf8', cwd: folder })).map(
    (one) => one.split('\t', 1)[0] ?? one,
  );
}

function linesOf({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): readonly string[] {
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

const offered = { bash: offeredByBash, zsh: offeredByZsh, fish: offeredByFish } as const;

for (const shell of shells)
  (isInstalled(shell) ? describe : describe.skip)(`${shell} offers`, () => {
    test.each(typed)(
      '%s',
      (line, wanted, absent) => {
        const words = offered[shell](line);
        expect(words).toEqual(expect.arrayContaining([...wanted]));
        expect(words.filter((word) => absent.includes(word))).toEqual([]);
      },
      600_000,
    );
  });

(isInstalled('bash') ? describe : describe.skip)('bash', () => {
  test('completes behind an = as well', () => {
    expect(offeredByBash('nlb-doctor check --output=js')).toEqual(['json']);
  });

  test('completes paths, those with blanks too', () => {
    writeFileSync(join(folder, 'my settings.json'), '{}');
    expect(offeredByBash('nlb-doctor watch --settings my')).toEqual(['my settings.json']);
  });

  test('says nothing where anything may stand', () => {
    expect(offeredByBash('nlb-doctor check --cluster ')).toEqual([]);
  });
});

test('another shell is refused, and the nearest named', async () => {
  const console = recorded();
  expect(await run(['completion', 'fis'], console)).toBe(2);
  expect(console.told()).toContain('completion takes bash, zsh, fish, not "fis". Did you mean fish?');
});
