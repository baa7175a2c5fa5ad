/** Arguments in the orders people type them, and the help that they read. */

import { describe, expect, test } from '@jest/globals';
import type { Command } from '../../cli/command.ts';
import { commands } from '../../cli/commands/index.ts';
import { examplesOf } from '../../cli/examples.ts';
import { parse, splitAtCommand } from '../../cli/parse.ts';
import { run } from '../../cli/run.ts';
import { recorded } from './console.ts';

async function call(...args: readonly string[]) {
  const console = recorded({ AWS_REGION: 'eu-west-2' });
  const status = await run(args, console);
  return { status, printed: console.printed(), told: console.told() };
}

const loaded = () => Promise.all(commands.map(({ load }): Promise<Command> => load()));

describe('options', () => {
  test.each([
    ['after the command', ['rules', '--output', 'json']],
    ['before it', ['--output', 'json', 'rules']],
    ['before it, as one word', ['--output=json', 'rules']],
    ['in short', ['rules', '-o', 'json']],
    ['in short, before it', ['-o', 'json', 'rules']],
    ['in short, as one word', ['rules', '-ojson']],
    ['behind others', ['--no-color', '-o', 'json', 'rules']],
  ])('%s', async (_, args) => {
    const { status, printed } = await call(...args);
    expect(status).toBe(0);
    expect(JSON.parse(printed)).toContainEqual(expect.objectContaining({ id: 'cilium/agents-not-restarted' }));
  });

  test('repeat, combine, and take values that look like commands', async () => {
    const all = await loaded();
    const [check, silence] = ['check', 'silence'].map((name) => all.find((command) => command.name === name) ?? fail(name));
    if (check === undefined || silence === undefined) throw new Error('the commands are gone');
    expect(parse(check, ['--region', 'eu-west-1', '--region=eu-west-2', '-vo', 'json']).values).toMatchObject({
      region: ['eu-west-1', 'eu-west-2'],
      verbose: true,
      output: 'json',
      'fail-on': 'warning',
      'no-color': false,
    });
    expect(parse(check, ['--no-color']).values).toMatchObject({ 'no-color': true });
    expect(splitAtCommand(['--cluster', 'replay', '-v', 'check', '--logs'], all)).toEqual({
      name: 'check',
      rest: ['--cluster', 'replay', '-v', '--logs'],
    });
    expect(parse(silence, ['--reason', 'it is -v, and loud']).values).toMatchObject({ reason: 'it is -v, and loud' });
  });

  test('what stands after -- is no option', async () => {
    const { status, told } = await call('replay', '--', '--output');
    expect(status).toBe(3);
    expect(told).toMatch(/--output: it cannot be read: it is not there/);
    expect((await call('explain', '--', '--help')).told).toMatch(/there is no rule "--help"/);
  });

  test.each([
    [['--outptu', 'json', 'rules'], /no command has an option --outptu\. Did you mean --output\?/],
    [['-x', 'rules'], /no command has an option -x\./],
    [['rules', '-x'], /rules has no option -x\./],
    [['rules', '--output'], /--output needs a value: text, json\./],
    [['--region', 'eu-west-1', 'rules'], /rules has no option --region\./],
    [['--output', 'xml', 'rules'], /--output takes text, json, not "xml"/],
  ])('%j is refused in a sentence', async (args, sentence) => {
    const { status, told, printed } = await call(...args);
    expect(told).toMatch(sentence);
    expect(told.trim().split('\n')).toHaveLength(1);
    expect([status, printed]).toEqual([2, '']);
  });
});

function fail(name: string): never {
  throw new Error(`there is no command ${name}`);
}

describe('help and version', () => {
  test.each([[['--version']], [['-V']], [['version']], [['-v']], [['rules', '--version']]])('%j prints the version', async (args) => {
    expect(await call(...args)).toEqual({ status: 0, printed: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), told: '' });
  });

  test.each([
    [['check', '--help']],
    [['check', '-h']],
    [['help', 'check']],
    [['--help', 'check']],
    [['-h', 'check']],
    [['check', '-o', 'json', '-h']],
  ])('%j prints the help of the command', async (args) => {
    const { status, printed } = await call(...args);
    expect(status).toBe(0);
    expect(printed).toMatch(/^Usage: nlb-doctor check \[options\]\n/);
    expect(printed).toContain('--expect-scheme');
  });

  test('the overview lists every command and every exit status', async () => {
    const { printed } = await call('--help');
    for (const { name, summary } of commands) expect(printed).toMatch(new RegExp(`^ {2}${name} +${summary.slice(0, 20)}`, 'm'));
    for (const status of [0, 1, 2, 3, 130]) expect(printed).toMatch(new RegExp(`^ {2}${status} `, 'm'));
    expect(await call('help')).toEqual(await call('--help'));
  });

  test('the help of something unknown names the nearest', async () => {
    expect((await call('help', 'reply')).told).toMatch(/there is no command "reply"\. Did you mean replay\?/);
  });

  test.each(commands.map(({ name }) => name))('%s: the help has examples, fits 80 columns, and the examples are right', async (name) => {
    const { printed } = await call(name, '--help');
    const [, shown = ''] = printed.split('\nExamples:\n');
    expect(shown.split('\n').filter((line) => line.trim() !== '').length).toBeGreaterThan(0);
    const [options = ''] = printed.split('\nExamples:\n');
    for (const line of options.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const all = await loaded();
    for (const { line } of examplesOf(name)) {
      const [, subcommand = '', ...args] = wordsOf(line);
      expect(subcommand).toBe(name);
      parse(all.find((command) => command.name === subcommand) ?? fail(subcommand), args);
    }
  });
});

/** The words of an example as a shell gives them to the command: redirections and pipes left out. */
function wordsOf(line: string): readonly string[] {
  const [command = ''] = line.replace(/^source <\((.*)\)$/, '$1').split(/ [|>] /);
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}
