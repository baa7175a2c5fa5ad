/** Words, quoted for a shell, arrive as they were: held against a real one. Names that were read never need it. */

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shellCommands } from '../../lab/proof/shellCommands.ts';
import { isPlain, plainOr, quote, quoted, withPlaceholdersQuoted } from '../../lambda/text/shell.ts';

const read = (command: string): string => execFileSync('/bin/sh', ['-c', `printf %s ${command}`], { encoding: 'utf8' });

describe('a quoted word', () => {
  test.each([
    ['prod'],
    ['arn:aws:eks:eu-west-2:111122223333:cluster/prod'],
    ['/home/me/my configs/kube config'],
    ["it's"],
    ['$(reboot)'],
    ['`reboot`'],
    ['a;b|c&d>e<f'],
    ['*?[x]~#!'],
    ['<cluster>'],
    [''],
    ['two\nlines'],
    ['"double" \\ back'],
    ['héllo'],
  ])('%j is one word for a shell', (word) => {
    expect(read(quote(word))).toBe(word);
    expect(read(quoted(word))).toBe(word);
    expect(shellCommands(`echo ${quote(word)}`)[0]?.words).toEqual(['echo', word]);
  });

  test('is any text', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('a', ' ', "'", '"', '$', '`', '\\', '\n', ';', '<', '>', '(', ')', '*', '!', '#', '~'),
    });
    fc.assert(
      fc.property(hostile, (word) => {
        expect(read(quote(word))).toBe(word);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a placeholder', () => {
  test.each([
    ['kubectl get node <node>', "kubectl get node '<node>'"],
    ["aws ec2 x --rule-number <free number> --y '<kept>'", "aws ec2 x --rule-number '<free number>' --y '<kept>'"],
    ['x --dimensions Value=<load-balancer>', "x --dimensions Value='<load-balancer>'"],
    ['x "<double>" 2>&1 | y < /dev/null > z', 'x "<double>" 2>&1 | y < /dev/null > z'],
    ["x 'port=<port>,y' <z>", "x 'port=<port>,y' '<z>'"],
  ])('%s', (command, expected) => {
    expect(withPlaceholdersQuoted(command)).toBe(expected);
    expect(withPlaceholdersQuoted(expected)).toBe(expected);
  });
});

test('what is plain needs no quotes, and nothing else is put into a command', () => {
  for (const name of ['web', 'i-0123', 'arn:aws:eks:eu-west-2:111122223333:cluster/prod', '10.0.0.0/8']) expect(quote(name)).toBe(name);
  for (const name of ['', '-x', 'a b', '$(x)', "a'b", 'a\nb', '<x>', 'a;b']) {
    expect(isPlain(name)).toBe(false);
    expect(plainOr(name, 'service')).toBe('<service>');
  }
});

describe('the tokenizer', () => {
  test.each([
    ['a b; c | d && e', ['a b', 'c', 'd', 'e']],
    ['for x in $(a b); do c "$x"; done', ['c $x', 'a b']],
    ['host=$(a b); c "http://$host/" 2>&1 | d -E \'e|f\'', ['c http://$host/', 'd -E e|f', 'a b']],
    ['a --at "$(date -u -d \'1 day ago\')" > out', ['a --at $(…)', 'date -u -d 1 day ago']],
  ])('%s', (line, expected) => {
    expect(shellCommands(line).map(({ words }) => words.join(' '))).toEqual(expected);
  });

  test.each([['kubectl get <node>'], ["kubectl get 'x"], ['a $(b']])('refuses %s', (line) => {
    expect(() => shellCommands(line)).toThrow(Error);
  });
});
