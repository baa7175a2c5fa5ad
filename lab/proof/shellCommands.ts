/** The simple commands of a line of shell, also those inside `$(…)`, pipes and loops: what a check of printed commands looks at. */

export interface ShellCommand {
  /** The program and its arguments; a substitution stands as `$(…)`. */
  readonly words: readonly string[];
}

/** Words before a command that belong to the grammar. `for x in …` and `case` end at their own words. */
const keywords: ReadonlySet<string> = new Set(['do', 'then', 'else', 'elif', 'if', 'while', 'until', '!', '{', '(']);
const closers: ReadonlySet<string> = new Set(['done', 'fi', 'esac', '}', ')']);

/** @throws Error for an unclosed quote, and for a placeholder that a shell would take for a redirection */
export function shellCommands(line: string): readonly ShellCommand[] {
  const reader = new Reader(line);
  const commands = reader.list('');
  return [...commands, ...reader.substituted].filter(({ words }) => words.length > 0);
}

class Reader {
  readonly substituted: ShellCommand[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Commands up to `end`, or to the end of the text. */
  list(end: '' | ')'): readonly ShellCommand[] {
    const commands: (readonly string[])[] = [];
    let words: string[] = [];
    for (let character = this.#text[this.#at]; character !== undefined && character !== end; character = this.#text[this.#at]) {
      if (';|&\n'.includes(character)) {
        commands.push(words);
        words = [];
      }
      if (/[;|&\s]/.test(character)) this.#at += 1;
      else if (character === '>' || character === '<') this.#redirection();
      else words.push(...this.#wordBeforeRedirection());
    }
    if (end !== '' && this.#text[this.#at] !== end) throw new Error(`${this.#text}: "$(" is not closed`);
    this.#at += end.length;
    return [...commands, words].flatMap(commandOf);
  }

  /** The number of a redirection (`2>`) is no word. */
  #wordBeforeRedirection(): readonly string[] {
    const word = this.#word();
    return /^\d+$/.test(word) && '<>'.includes(this.#text[this.#at] ?? ' ') ? [] : [word];
  }

  /** `> file`, `2>&1`, `< /dev/null`: skipped with its target. */
  #redirection(): void {
    const [operator = ''] = /^(?:>>|>&|<&|[<>])/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += operator.length;
    if (operator === '<' && /[A-Za-z]/.test(this.#text[this.#at] ?? '')) {
      throw new Error(`${this.#text}: a shell reads "<${this.#text.slice(this.#at, this.#at + 20)}" as a redirection`);
    }
    while (this.#text[this.#at] === ' ') this.#at += 1;
    this.#word();
  }

  #word(): string {
    let word = '';
    for (let character = this.#text[this.#at]; character !== undefined && !/[\s;|&<>)]/.test(character); character = this.#text[this.#at]) {
      if (character === "'") word += this.#singleQuoted();
      else if (character === '"') word += this.#doubleQuoted();
      else if (this.#text.startsWith('$(', this.#at)) word += this.#substitution();
      else word += this.#plain();
    }
    return word;
  }

  #plain(): string {
    if (this.#text[this.#at] === '\\') this.#at += 1;
    const character = this.#text[this.#at] ?? '';
    this.#at += 1;
    return character;
  }

  #singleQuoted(): string {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end === -1) throw new Error(`${this.#text}: a quote is not closed`);
    const inner = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return inner;
  }

  #doubleQuoted(): string {
    let inner = '';
    this.#at += 1;
    while (this.#text[this.#at] !== '"') {
      if (this.#at >= this.#text.length) throw new Error(`${this.#text}: a quote is not closed`);
      inner += this.#text.startsWith('$(', this.#at) ? this.#substitution() : this.#plain();
    }
    this.#at += 1;
    return inner;
  }

  #substitution(): string {
    this.#at += 2;
    this.substituted.push(...this.list(')'));
    return '$(…)';
  }
}

/** Without keywords and assignments in front; nothing where only those are there, or the words of a loop. */
function commandOf(words: readonly string[]): readonly ShellCommand[] {
  const start = words.findIndex((word) => !keywords.has(word) && !/^\w+=/.test(word));
  const [first] = words.slice(start);
  if (start === -1 || first === undefined || first === 'for' || closers.has(first)) return [];
  return [{ words: words.slice(start) }];
}
