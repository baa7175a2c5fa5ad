/** Every example of README.md, SECURITY.md, CONTRIBUTING.md and docs/*.md, taken from the pages themselves, is one that works. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { commandsOf, type Fence, fencesOf } from '../../docs/examples.ts';
import { root } from '../../infra/bundle/options.ts';
import { callsOf } from './calls.ts';
import { languages, programs } from './handlers.ts';

const pages = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'docs/security-review/README.md',
];

const isShell = ({ language }: Fence) => ['sh', 'bash', 'shell'].includes(language);
const fences = pages.flatMap((page) => fencesOf(root, page));
const sentences = pages.flatMap((page) => commandsOf(root, page)).filter(({ from }) => from === 'sentence');
const placed = <Example extends { readonly page: string; readonly line: number; readonly text: string }>(examples: readonly Example[]) =>
  examples.map((example) => [`${example.page}:${example.line} ${example.text.trim().split('\n')[0]}`, example] as const);

async function handleCalls(text: string): Promise<void> {
  const calls = callsOf(text, Object.keys(programs));
  // A block may set variables for the commands that follow it, and call nothing.
  if (!/^(?:export|unset) /m.test(text)) expect(calls.length).toBeGreaterThan(0);
  for (const { program, args } of calls) await programs[program]?.(args);
}

describe('a shell block is executed word for word, and each of its commands exists', () => {
  test.each(placed(fences.filter(isShell)))('%s', async (_, { text }) => handleCalls(text));
});

describe('a command in a sentence exists', () => {
  test.each(placed(sentences))('%s', async (_, { text }) => handleCalls(text));
});

describe('a block that is no command is what it says: JSON for the stack is synthesised', () => {
  test.each(placed(fences.filter((fence) => !isShell(fence))))('%s', (_, { language, text }) => {
    const handle = languages[language];
    if (handle === undefined) throw new Error(`no entry of test/docs/handlers.ts says how a block marked "${language}" is tested`);
    handle(text);
  });
});

test('the pages have examples of each kind', () => {
  expect(fences.filter(isShell).length).toBeGreaterThan(8);
  expect(fences.filter(({ language }) => language === 'json').length).toBeGreaterThan(4);
  expect(sentences.length).toBeGreaterThan(5);
});

describe('the test itself refuses', () => {
  test.each([
    ['alternatives between pipes', 'nlb-doctor incidents | silence | ack'],
    ['a program nobody knows', 'frobnicate --now'],
    ['a placeholder that the shell takes for a redirection', 'nlb-doctor explain <rule>'],
    ['an open quote', "npx cdk deploy --context nlbDoctor='{"],
    ['an unknown command', 'nlb-doctor chekc'],
    ['an unknown option', 'nlb-doctor check --regionn eu-west-1'],
    ['a script that is not there', 'npm run nothing'],
    ['an option that npm keeps for itself', 'npm run docs --check'],
    ['settings with an unknown key', `npx cdk deploy --context nlbDoctor='{"cluster": "prod"}'`],
    ['settings that are no JSON', "npx cdk deploy --context nlbDoctor='{clusters: [prod]}'"],
    ['kubectl in whatever context is current', 'kubectl apply -k infra/kubernetes/base'],
    ['aws in whatever region is configured', 'aws sqs purge-queue --queue-url QUEUE_URL'],
    ['nothing at all', '# a comment'],
  ])('%s', async (_, text) => {
    await expect(handleCalls(text)).rejects.toThrow();
  });

  test.each([
    ['json', '{"clusters": ["prod"], "alertEmail": "a@example.org"}'],
    ['json', '{"Effect": "Allow", "Actions": "events:PutEvents", "Resource": "*"}'],
    ['text', '$ kubectl get nodes'],
  ])('a block marked %s with %s', (language, text) => {
    expect(() => languages[language]?.(text)).toThrow();
  });
});

test('a block is read by a real shell: quotes, here-documents, variables and pipes', () => {
  const text = `name=prod\nnpx cdk deploy --context nlbDoctor='{"clusters": ["prod"]}' && nlb-doctor check \\\n  --cluster "$name"\ncat <<'END' | jq .\n{}\nEND`;
  const calls = callsOf(text, ['npx', 'nlb-doctor', 'cat', 'jq']);
  expect(calls.slice(0, 2)).toEqual([
    { program: 'npx', args: ['cdk', 'deploy', '--context', 'nlbDoctor={"clusters": ["prod"]}'] },
    { program: 'nlb-doctor', args: ['check', '--cluster', 'prod'] },
  ]);
  expect(
    calls
      .slice(2)
      .map(({ program }) => program)
      .toSorted(),
  ).toEqual(['cat', 'jq']);
});
