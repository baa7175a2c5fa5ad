/** Reads the examples out of the pages: the order in which a reader meets the pages, their fenced blocks, and the shell commands in them. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A fenced block of a page. */
export interface Fence {
  /** Path below the root, with forward slashes. */
  readonly page: string;
  /** Of the first line inside the block, from 1. */
  readonly line: number;
  /** The word behind the opening fence, in lower case; empty where there is none. */
  readonly language: string;
  readonly text: string;
}

/** One command that a page asks its reader to run. */
export interface ShellCommand {
  readonly page: string;
  readonly line: number;
  /** Without its comment; several lines where it has a here-document or continued lines. */
  readonly text: string;
  /** Behind `#` on the same line; empty where there is none. */
  readonly comment: string;
  /** Fenced in a block of its own, or named in a sentence between backquotes. */
  readonly from: 'block' | 'sentence';
}

/** Generated pages of rules are not instructions to the reader: their commands are tested with the rules. */
const isRulePage = (page: string): boolean => page.startsWith('docs/rules/');

/** README.md first, then every page that a page links to, breadth first: the order in which a reader meets them. */
export function pagesInReadingOrder(root: string): readonly string[] {
  const pages = ['README.md'];
  // The list grows while it is walked: that is the breadth-first order.
  for (const page of pages) {
    const linked = linksOf(root, page).filter((target) => !pages.includes(target));
    pages.push(...new Set(linked));
  }
  return pages.filter((page) => !isRulePage(page));
}

function linksOf(root: string, page: string): readonly string[] {
  if (isRulePage(page)) return [];
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+\.md)(?:#[^)]*)?\)/g)];
  return links
    .map(([, target = '']) => normalize(join(dirname(page), target)).replaceAll('\\', '/'))
    .filter((target) => !target.startsWith('..') && existsSync(join(root, target)));
}

/** Every fenced block of a page, in order. */
export function fencesOf(root: string, page: string): readonly Fence[] {
  return fencesIn(page, readFileSync(join(root, page), 'utf8'));
}

export function fencesIn(page: string, text: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { readonly mark: string; readonly indent: string; readonly language: string; readonly line: number } | undefined;
  let body: string[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const [, indent = '', mark, language = ''] = /^( *)(`{3,}|~{3,})\s*([\w-]*)/.exec(line) ?? [];
    if (open === undefined) {
      if (mark !== undefined) [open, body] = [{ mark, indent, language: language.toLowerCase(), line: at + 2 }, []];
    } else if (mark?.startsWith(open.mark) && language === '') {
      fences.push({ page, line: open.line, language: open.language, text: body.join('\n') });
      open = undefined;
    } else {
      body.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart());
    }
  }
  return fences;
}

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'shell']);

/** Commands of the shell blocks of a page and of our own commands in its sentences, in the order of the page. */
export function commandsOf(root: string, page: string): readonly ShellCommand[] {
  const text = readFileSync(join(root, page), 'utf8');
  const fences = fencesIn(page, text);
  const fromBlocks = fences.filter(({ language }) => shells.has(language)).flatMap(commandsIn);
  return [...fromBlocks, ...namedIn(page, text, fences)].toSorted((a, b) => a.line - b.line);
}

/**
 * `npm …`, `npx …` and `nlb-doctor COMMAND …` between backquotes in a sentence. A name alone (`nlb-doctor incidents`), and a command of others
 * (`aws sqs purge-queue`), is not an instruction.
 */
function namedIn(page: string, text: string, fences: readonly Fence[]): readonly ShellCommand[] {
  const isFenced = (line: number) => fences.some((fence) => line >= fence.line && line < fence.line + fence.text.split('\n').length);
  return text
    .split('\n')
    .flatMap((content, at) =>
      isFenced(at + 1)
        ? []
        : [...content.matchAll(/`((?:npm [^`…]+)|(?:npx|nlb-doctor) [^`… ]+ [^`…]+)`/g)].flatMap(([, command = '']) =>
            split(command).parts.map((part) => ({ page, line: at + 1, text: part, comment: '', from: 'sentence' as const })),
          ),
    );
}

/** The commands of a shell block: split at line ends and at `&&`, comments taken off; a here-document stays with its command. */
export function commandsIn({ page, line, text }: Fence): readonly ShellCommand[] {
  const lines = text.split('\n');
  const commands: ShellCommand[] = [];
  for (let at = 0; at < lines.length; ) {
    const start = at;
    let whole = lines[at] ?? '';
    at += 1;
    while (isContinued(whole) && at < lines.length) {
      whole += `\n${lines[at]}`;
      at += 1;
    }
    const { parts, comment } = split(whole);
    for (const part of parts) commands.push({ page, line: line + start, text: part, comment, from: 'block' });
  }
  return commands;
}

/** An open quote or here-document, or a line that ends with a backslash, `&&` or `|`. */
const isContinued = (text: string): boolean => split(text).isOpen || /(?:\\|&&|\|)\s*$/.test(text);

interface Split {
  readonly parts: readonly string[];
  readonly comment: string;
  /** A string or a here-document has not ended. */
  readonly isOpen: boolean;
}

/** The tokens that decide where a command ends; any other character stands for itself. */
const token = new RegExp(
  [
    '<<<',
    String.raw`<<-?\s*['"]?(?<word>\w+)['"]?[^\n]*\n[\s\S]*?^\s*\k<word>$`,
    String.raw`<<-?\s*['"]?\w+`,
    String.raw`\\[\s\S]`,
    "'[^']*'",
    String.raw`"(?:\\[\s\S]|[^"\\])*"`,
    '&&',
    String.raw`(?<=^|\s)#[^\S\n]*(?<comment>[^\n]*)`,
    String.raw`[\s\S]`,
  ].join('|'),
  'gm',
);

function split(text: string): Split {
  const parts = [''];
  const comments: string[] = [];
  let isOpen = false;
  for (const { 0: piece, groups } of text.matchAll(token)) {
    if (piece === '&&') parts.push('');
    else if (groups?.comment !== undefined) comments.push(groups.comment.trim());
    else parts[parts.length - 1] += piece;
    isOpen ||= piece === "'" || piece === '"' || /^<<-?\s*['"]?\w+$/.test(piece);
  }
  return { parts: parts.map((part) => part.trim()).filter((part) => part !== ''), comment: comments.join(' '), isOpen };
}
