/** How each example of the pages is tested: every program and every language of a block has an entry here, and what has none fails. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { commands } from '../../cli/commands/index.ts';
import { parse } from '../../cli/parse.ts';
import { root } from '../../infra/bundle/options.ts';
import { readSettings } from '../../lambda/settings.ts';
import { validateStack } from '../infra/synth.ts';

/** Throws what is wrong with the arguments, as a sentence. */
type Handler = (args: readonly string[]) => void | Promise<void>;

const fail = (sentence: string): never => {
  throw new Error(sentence);
};

const handledElsewhere: Handler = () => undefined;

/** By the name of the program. Those of others are classified: the pages may use them, and rules for the reader's safety hold. */
export const programs: Readonly<Record<string, Handler>> = {
  npm,
  npx: ([program, ...args]) =>
    program === 'cdk' ? cdk(args) : program === 'nlb-doctor' ? nlbDoctor(args) : fail(`npx ${program}: unknown`),
  'nlb-doctor': nlbDoctor,
  node: ([file, ...args]) => (file?.endsWith('nlb-doctor.cjs') ? nlbDoctor(args) : fail(`node ${file}: unknown`)),
  aws: (args) => (names(args, '--region') ? undefined : fail('an aws command names no region: it would use whichever is configured')),
  kubectl: (args) =>
    names(args, '--context') || args[0] === 'config' || args[0] === 'kustomize'
      ? undefined
      : fail('a kubectl command names no context: it would use whichever is current'),
  git: handledElsewhere,
  jq: handledElsewhere,
  cat: handledElsewhere,
  mkdir: handledElsewhere,
};

const names = (args: readonly string[], option: string) => args.some((arg) => arg === option || arg.startsWith(`${option}=`));

function npm([verb, script, ...args]: readonly string[]): void | Promise<void> {
  if (['ci', 'install', 'test'].includes(verb ?? '')) return;
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  if (verb !== 'run' || script === undefined) return fail(`npm ${verb}: unknown`);
  if (script === '-s' || script === '--silent') return npm([verb, ...args]);
  if (scripts[script] === undefined) return fail(`package.json has no script ${script}`);
  const [dashes, ...passed] = args;
  if (dashes !== undefined && dashes !== '--') return fail(`npm run ${script} ${dashes}: without -- npm keeps the option for itself`);
  if (script === 'nlb-doctor') return nlbDoctor(passed);
  return script === 'synth' || script === 'demo' ? scriptWithArguments(script, passed) : undefined;
}

const scriptWithArguments = (script: string, args: readonly string[]) =>
  script === 'demo' ? nlbDoctor(['demo', ...args]) : cdk(['synth', ...args]);

/** Through the parser of the command itself. */
async function nlbDoctor(args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  if (name === undefined || ['--help', '-h', '--version'].includes(name)) return;
  const listed =
    commands.find((command) => command.name === (name === 'help' ? rest[0] : name)) ?? fail(`nlb-doctor has no command ${name}`);
  const command = await listed.load();
  if (name !== 'help' && !rest.includes('--help')) parse(command, rest);
}

/** Commands of the CDK that the pages use, and the options known to exist. */
const cdkCommands = new Set(['bootstrap', 'synth', 'deploy', 'diff', 'destroy', '--version']);

function cdk([command = '', ...args]: readonly string[]): void {
  if (!cdkCommands.has(command)) fail(`cdk ${command}: unknown`);
  const rest = [...args];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (['--path-metadata', '--asset-metadata', '--require-approval'].includes(option)) rest.shift();
    else if (option === '--context' || option === '-c') synthesiseContext(rest.shift() ?? '');
    else if (option !== '--quiet') fail(`cdk ${command} ${option}: unknown`);
  }
}

function synthesiseContext(pair: string): void {
  const [, json] = /^nlbDoctor=(.*)$/s.exec(pair) ?? [];
  validateStack(JSON.parse(json ?? fail(`--context ${pair}: the app reads nlbDoctor only`)));
}

/** By the word behind the opening fence. */
export const languages: Readonly<Record<string, (text: string) => void>> = {
  json,
  yaml: (text) => void loadAll(text),
  text: refuseCommands,
  '': refuseCommands,
};

/** A statement of a policy, the settings of `watch`, or else the context of the stack, which is then synthesised. */
function json(text: string): void {
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if ('Effect' in value) policyStatement(value);
  else if ('alertTopicArn' in value) readSettings(value, 'the page');
  else validateStack(value);
}

const statementKeys = new Set(['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition']);

function policyStatement(statement: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(statement).filter((key) => !statementKeys.has(key));
  if (unknown.length > 0) fail(`a policy statement has no ${unknown.join(', ')}`);
  for (const key of ['Effect', 'Action', 'Resource']) if (!(key in statement)) fail(`a policy statement needs ${key}`);
}

/** Output is not tested; a command that hides in such a block would not be either. */
function refuseCommands(text: string): void {
  const first = new RegExp(`^\\s*(?:\\$ )?(?:${Object.keys(programs).join('|')}) `, 'm').exec(text);
  if (first !== null) fail(`"${first[0].trim()}" looks like a command: put it into a block marked sh`);
}
