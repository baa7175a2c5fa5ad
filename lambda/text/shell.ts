/** Quoting for a POSIX shell: the one place where text becomes a word of a command. */

/** Characters that no shell expands, splits or redirects, wherever they stand in a word. */
const bare = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word of a command: as it is where it is plain, else in single quotes (POSIX.1-2017, Shell Command Language, 2.2.2). */
export const quote = (word: string): string => (bare.test(word) ? word : quoted(word));

/** In single quotes, whatever it is. */
export const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** Kubernetes names, AWS ids, ARNs, ports, CIDR blocks: no space, quote, dollar, backtick, semicolon, pipe or dash in front. */
const plain = /^[A-Za-z0-9_][A-Za-z0-9_.:/,=@-]{0,2047}$/;

export const isPlain = (value: string): boolean => plain.test(value);

/** A name that was read, or `<placeholder>` where it is not plain or not known: no object's name can run anything. */
export const plainOr = (value: string | undefined, placeholder: string): string =>
  value !== undefined && isPlain(value) ? value : `<${placeholder}>`;

/** Text inside quotes, with what is escaped there; else `<placeholder>` (from its first letter, so no `2>&1`); else one character. */
const parts = /'[^']*'|"(?:[^"\\]|\\.)*"|\\.|<[A-Za-z][^<>'"\n]*>/gs;

/** Quotes every `<placeholder>` that stands outside quotes: a shell would read it as a redirection. */
export const withPlaceholdersQuoted = (command: string): string =>
  command.replace(parts, (part) => (part.startsWith('<') ? `'${part}'` : part));
