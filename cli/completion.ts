/** Completion scripts made from the command tree: nothing is started while somebody types, and a script is renewed by printing it again. */

import { rules } from '../lambda/diagnose/rules/index.ts';
import { quoted } from '../lambda/text/shell.ts';
import { shortNames } from './catalogue.ts';
import type { Command, Option } from './command.ts';
import { allOptionsOf } from './parse.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export interface Tree {
  readonly commands: readonly Command[];
}

export const completionScript = (shell: Shell, tree: Tree): string => scripts[shell](tree);

/** What may stand in a place: one of some words, a path, or anything. */
type Place = { readonly words: readonly string[] } | 'file' | 'folder' | 'anything';

/** By the placeholder that usage and options show. */
function placeNamed(placeholder: string | undefined, { commands }: Tree): Place {
  if (placeholder === 'RULE') return { words: rules.map(({ id }) => id) };
  if (placeholder === 'SCENARIO') return { words: shortNames() };
  if (placeholder === 'SHELL') return { words: shells };
  if (placeholder === 'COMMAND') return { words: commands.map(({ name }) => name) };
  if (placeholder === 'FILE') return 'file';
  if (placeholder === 'DIR') return 'folder';
  return 'anything';
}

interface Completed {
  readonly long: string;
  readonly short: string | undefined;
  readonly help: string;
  readonly repeats: boolean;
  /** Of its value; undefined where it has none. */
  readonly place: Place | undefined;
  readonly placeholder: string;
}

interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly Completed[];
  readonly positional: Place | undefined;
}

function completed(tree: Tree): readonly CompletedCommand[] {
  const listed = tree.commands.map((command) => ({
    name: command.name,
    summary: command.summary,
    options: Object.entries(allOptionsOf(command)).map(([name, option]) => completedOption(name, option, tree)),
    positional: command.positionals[0] === undefined ? undefined : placeNamed(command.positionals[0].replace(/[[\]]/g, ''), tree),
  }));
  const help = { name: 'help', summary: 'print the help of a command', options: [], positional: placeNamed('COMMAND', tree) };
  return [...listed, help];
}

function completedOption(name: string, { type, short, multiple, choices, value, help }: Option, tree: Tree): Completed {
  const place = choices === undefined ? placeNamed(value, tree) : { words: choices };
  const shared = { long: `--${name}`, short: short === undefined ? undefined : `-${short}`, help, repeats: multiple === true };
  return { ...shared, place: type === 'string' ? place : undefined, placeholder: value ?? 'VALUE' };
}

const flagsOf = ({ long, short }: Completed): readonly string[] => (short === undefined ? [long] : [short, long]);

/** Runs in bash 3.2, which macOS has: no associative arrays. `=` is a word of its own in COMP_WORDS. */
function bash(tree: Tree): string {
  const commands = completed(tree);
  const withValue = new Set(
    commands.flatMap(({ options }) => options.filter(({ place }) => place !== undefined).flatMap((option) => flagsOf(option))),
  );
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap((option) =>
      option.place === undefined
        ? []
        : [
            `    ${flagsOf(option)
              .map((flag) => `${name},${flag}`)
              .join('|')}) ${bashReply(option.place)} ;;`,
          ],
    ),
  );
  const options = commands.map(({ name, options }) => `    ${name},-*) words='${options.map(({ long }) => long).join(' ')}' ;;`);
  const positionals = commands.flatMap(({ name, positional }) =>
    positional === undefined ? [] : [`    ${name},*) ${bashReply(positional)} ;;`],
  );
  return `# bash completion of nlb-doctor. In ~/.bashrc: source <(nlb-doctor completion bash)
_nlb_doctor() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command= words= at
  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
    ${[...withValue].join('|')}) ((at++)); if [[ \${COMP_WORDS[at]} == = ]]; then ((at++)); fi ;;
    -*|=) ;;
    *) command="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  case "$command,$previous" in
${values.join('\n')}
    *) case "$command,$current" in
    ,-*) words='--help --version' ;;
    ,*) words='${commands.map(({ name }) => name).join(' ')}' ;;
${[...options, ...positionals].join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
_nlb_doctor_paths() {
  local IFS=$'\n'
  compopt -o filenames 2> /dev/null
  COMPREPLY=($(compgen "$1" -- "$current"))
}
complete -F _nlb_doctor nlb-doctor
`;
}

function bashReply(place: Place): string {
  if (place === 'file') return '_nlb_doctor_paths -f; return';
  if (place === 'folder') return '_nlb_doctor_paths -d; return';
  return place === 'anything' ? 'return' : `words='${place.words.join(' ')}'`;
}

function zsh(tree: Tree): string {
  const commands = completed(tree);
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`);
  const cases = commands.map(({ name, options, positional }) => {
    const specs = [...options.flatMap(zshOption), ...(positional === undefined ? [] : [quoted(`1: :${zshAction(positional)}`)])];
    return `    ${name}) _arguments -s \\\n${specs.map((spec) => `      ${spec}`).join(' \\\n')} ;;`;
  });
  return `#compdef nlb-doctor
# zsh completion of nlb-doctor. In ~/.zshrc, after compinit: source <(nlb-doctor completion zsh)
_nlb_doctor() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
${described.join('\n')}
  )
  _arguments -C '(- *)'{-h,--help}'[print the help]' '(- *)'{-V,--version}'[print the version]' '1: :->command' '*:: :->arguments'
  case $state in
  command) _describe -t commands command commands ;;
  arguments)
    case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}
compdef _nlb_doctor nlb-doctor
`;
}

function zshOption(option: Completed): readonly string[] {
  const { help, repeats, place, placeholder } = option;
  const flags = flagsOf(option);
  const value = place === undefined ? '' : `:${zshText(placeholder)}:${zshAction(place)}`;
  return flags.map((flag) =>
    quoted(
      `${repeats ? '*' : `(${flags.join(' ')})`}${flag}${flag.startsWith('--') && place !== undefined ? '=' : ''}[${zshText(help)}]${value}`,
    ),
  );
}

function zshAction(place: Place): string {
  if (place === 'file') return '_files';
  if (place === 'folder') return '_files -/';
  return place === 'anything' ? ' ' : `(${place.words.join(' ')})`;
}

/** Brackets and colons end a part of a specification. */
const zshText = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

function fish(tree: Tree): string {
  const commands = completed(tree);
  const names = commands.map(({ name }) => name).join(' ');
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = [
    'complete -c nlb-doctor -f',
    `complete -c nlb-doctor -n '${none}' -s h -l help -d 'print the help'`,
    `complete -c nlb-doctor -n '${none}' -s V -l version -d 'print the version'`,
    ...commands.map(({ name, summary }) => `complete -c nlb-doctor -n '${none}' -a ${name} -d ${quoted(summary)}`),
    ...commands.flatMap(({ name, options, positional }) => [
      ...options.map((option) => fishLine(name, option)),
      ...(positional === undefined ? [] : [`complete -c nlb-doctor -n '__fish_seen_subcommand_from ${name}' ${fishAction(positional)}`]),
    ]),
  ];
  return `# fish completion of nlb-doctor. In ~/.config/fish/config.fish: nlb-doctor completion fish | source\n${lines.join('\n')}\n`;
}

function fishLine(command: string, { long, short, help, place }: Completed): string {
  const flags = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  const value = place === undefined ? '' : ` ${place === 'file' ? '-r' : '-x'} ${fishAction(place)}`;
  return `complete -c nlb-doctor -n '__fish_seen_subcommand_from ${command}' ${flags} -d ${quoted(help)}${value}`;
}

function fishAction(place: Place): string {
  if (place === 'file') return '-F';
  if (place === 'folder') return `-a '(__fish_complete_directories)'`;
  return place === 'anything' ? '' : `-a '${place.words.join(' ')}'`;
}

const scripts: Readonly<Record<Shell, (tree: Tree) => string>> = { bash, zsh, fish };
