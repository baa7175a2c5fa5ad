/** What people read is grammar: one thing is not many, a sentence ends once, nothing is said twice in a row. In every form of every world, and in every message. */

import { expect, test } from '@jest/globals';
import { worldNames } from '../../lab/worlds/catalogue.ts';
import { messageOf } from '../../lambda/notify/message.ts';
import { plainText } from '../../lambda/notify/plain.ts';
import { slackReport } from '../../lambda/notify/slack/report.ts';
import { type Format, formats, render } from '../../lambda/report/report.ts';
import { announced, diagnosed, kinds } from '../notify/notifications.ts';
import { fleet, seed } from './fixture.ts';

/** Words that end in s and are one thing. */
const singular = new Set(['access', 'address', 'class', 'dns', 'ingress', 'egress', 'process', 'status', 's', 'is', 'was', 'has']);

const faults: readonly (readonly [string, RegExp, ((match: RegExpMatchArray) => boolean)?])[] = [
  ['one thing in the plural', /(?<![\w.:/,-])1 ([a-z]+s)\b(?![.:]\w)/g, ([, word = '']) => !singular.has(word)],
  [
    'more than one thing in the singular',
    /(?<![\w.:/,-])(?!1 )\d+ (?:node|target|rule|cluster|agent|pod|route|instance|remedy|load balancer)(?= (?:is|are|has|have|fails?|of|and)\b|[.,;])/g,
  ],
  [
    'one thing in the plural',
    /(?<![\w.:/,-])1 (?:(?:network |other |failing |more |healthy )?(?:load balancer|target group|target|command|cause|node|rule|remedie))s\b/g,
  ],
  ['all of one', /\ball 1\b/gi],
  ['none of none', /\b0 of 0\b/g],
  ['two full stops', /(?<!\.)\.\.(?![./])/g],
  ['a full stop before another mark', /[a-z]\.[,;]/g],
  ['a prefix twice', /\b([a-z][a-z -]{2,30}): \1: /g],
  ['the name twice', /\bnlb-doctor:? nlb-doctor\b/g],
  ['not read, twice', /\bnot read: (?:[^\n]*: )?not read\b/g],
  ['a word twice', /\b(the|an?|of|is|are|and|or|to|in|on|not|that|it) \1\b/gi],
];

const complaintsAbout = (where: string, text: string): readonly string[] =>
  faults.flatMap(([what, pattern, isFault]) =>
    [...text.matchAll(pattern)]
      .filter((match) => isFault?.(match) ?? true)
      .map((match) => `${where}: ${what}: …${text.slice(Math.max(0, match.index - 40), match.index + 40).replace(/\s+/g, ' ')}…`),
  );

/** Words only: what browsers and parsers read as markup is not said to anybody. */
const wordsOf = (format: Format, printed: string): string =>
  format === 'html' ? printed.replace(/<style>.*?<\/style>|<[^>]+>/gs, ' ') : printed;

const wide = { colour: false, columns: 10_000 };

/** JSON and SARIF are the same words, in quotes. */
const readForms = formats.filter((format) => format !== 'sarif');

test.each([['hand-made', [seed, fleet]] as const, ...worldNames.map((name) => [name, [diagnosed(name)]] as const)])(
  'the reports and messages of %s',
  (name, diagnoses) => {
    const complaints = diagnoses.flatMap((diagnosis) => [
      ...readForms.flatMap((format) =>
        [true, false].flatMap((verbose) =>
          complaintsAbout(`${name} as ${format}`, wordsOf(format, render(format, diagnosis, { ...wide, verbose }))),
        ),
      ),
      ...slackReport(diagnosis).flatMap(({ text, blocks }) => complaintsAbout(`${name} for Slack`, `${text}\n${JSON.stringify(blocks)}`)),
      ...diagnosis.loadBalancers.flatMap((one) =>
        kinds.flatMap((kind) => complaintsAbout(`${name}, ${kind}`, plainText(messageOf(announced(one, kind), {})))),
      ),
    ]);
    expect(complaints).toEqual([]);
  },
);

test('the search finds what it is for', () => {
  const bad = [
    '1 load balancers and',
    'there are 1 rules.',
    'all 1 node run',
    '0 of 0 healthy',
    'is down.. It',
    'not read: x: not read',
    'nlb-doctor: nlb-doctor capture',
    'failed: failed: because',
    '3 node are',
    'of the the',
  ];
  expect(bad.filter((text) => complaintsAbout('', text).length === 0)).toEqual([]);
  const good = ['1 status', 'v1 pods', '192.168.1.1 targets', 'find ../x', 'and so on...', '1.16.1 releases', '3 nodes are', '1 node runs'];
  expect(good.flatMap((text) => complaintsAbout('', text))).toEqual([]);
});
