/** The examples are read out of the pages as a shell and a reader would read them. */

import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { commandsIn, commandsOf, fencesIn, fencesOf, pagesInReadingOrder } from '../../docs/examples.ts';

const root = resolve(import.meta.dirname, '../..');
const texts = (text: string) => commandsIn({ page: 'a.md', line: 1, language: 'sh', text }).map((command) => command.text);

test('a block has its language, its line and its text without the indentation of its list', () => {
  const text = 'Words\n\n- item\n\n  ```sh\n  npm ci\n    npm test\n  ```\n\n````md\n```json\n{}\n```\n````\n';
  expect(fencesIn('a.md', text)).toEqual([
    { page: 'a.md', line: 6, language: 'sh', text: 'npm ci\n  npm test' },
    { page: 'a.md', line: 11, language: 'md', text: '```json\n{}\n```' },
  ]);
});

test.each([
  ['one a line', 'npm ci\nnpm test\n', ['npm ci', 'npm test']],
  ['joined by &&', 'npm ci && npm test', ['npm ci', 'npm test']],
  ['&& in quotes stays', `sh -c 'a && b' "c && d"`, [`sh -c 'a && b' "c && d"`]],
  ['a comment goes, a # in a word stays', 'a --x=y#z  # says why\n# only words\nb', ['a --x=y#z', 'b']],
  ['a # in quotes stays', `a '# b' "# c"`, [`a '# b' "# c"`]],
  ['a pipe is one command', 'a | b && c', ['a | b', 'c']],
  ['a backslash goes on', 'a \\\n  --b\nc', ['a \\\n  --b', 'c']],
  ['quotes go on', `a '{\n  "b": 1\n}'\nc`, [`a '{\n  "b": 1\n}'`, 'c']],
  ['a here-document goes on', "cat > a <<'END'\nx && y\nEND\nb", ["cat > a <<'END'\nx && y\nEND", 'b']],
  ['a here-string is one word', 'a <<<"b"\nc', ['a <<<"b"', 'c']],
])('commands: %s', (_name, text, expected) => {
  expect(texts(text)).toEqual(expected);
});

test('the comment and the line are those of the command', () => {
  expect(commandsIn({ page: 'a.md', line: 7, language: 'sh', text: 'a\n\nb # exit status 1' })).toEqual([
    { page: 'a.md', line: 7, text: 'a', comment: '', from: 'block' },
    { page: 'a.md', line: 9, text: 'b', comment: 'exit status 1', from: 'block' },
  ]);
});

test('the README is read first, and every page behind it once', () => {
  const pages = pagesInReadingOrder(root);
  expect(pages[0]).toBe('README.md');
  expect(new Set(pages).size).toBe(pages.length);
  expect(pages).toEqual(expect.arrayContaining(['docs/getting-started.md', 'docs/operations.md']));
  expect(pages.filter((page) => page.startsWith('docs/rules/'))).toEqual([]);
});

test('every shell block of the pages is a script that a shell can read, and is read whole', () => {
  for (const page of pagesInReadingOrder(root)) {
    for (const fence of fencesOf(root, page).filter(({ language }) => language === 'sh')) {
      expect(() => execFileSync('sh', ['-n'], { input: fence.text })).not.toThrow();
      for (const { text } of commandsIn(fence)) expect(() => execFileSync('sh', ['-n'], { input: text })).not.toThrow();
    }
    for (const { text } of commandsOf(root, page)) expect(text).not.toBe('');
  }
});
