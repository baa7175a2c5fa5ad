/** Encoders are held to what they promise with text made to break them. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  fenced,
  html,
  isLink,
  json,
  markdown,
  shortened,
  singleLine,
  slackCode,
  slackMarkdown,
  slackPlain,
  terminal,
  xml,
} from '../../lambda/report/escape.ts';
import { dangerous, hostile } from './hostile.ts';

const encoders = { terminal, singleLine, html, xml, slackMarkdown, slackCode, slackPlain };

describe.each(Object.entries(encoders))('%s', (_, encode) => {
  test('lets nothing through that moves a cursor, hides, turns text round or is half a character', () => {
    fc.assert(fc.property(hostile, (text) => !dangerous.test(encode(text)) && encode(text).isWellFormed()));
  });

  test('leaves plain words alone', () => {
    expect(encode('i-0850eff32851766b3 is unhealthy, 5 of 5')).toBe('i-0850eff32851766b3 is unhealthy, 5 of 5');
  });
});

describe.each(Object.entries({ terminal, singleLine, slackPlain }))('%s', (_, encode) => {
  test('changes nothing the second time', () => {
    fc.assert(fc.property(hostile, (text) => encode(encode(text)) === encode(text)));
  });

  test('never makes text longer', () => {
    fc.assert(fc.property(hostile, (text) => encode(text).length <= text.length));
  });
});

test('a terminal keeps newlines, tabs, letters of every script and emoji', () => {
  expect(terminal('a\n\tb žluťoučký 名前 🙂')).toBe('a\n\tb žluťoučký 名前 🙂');
});

test('a terminal sees neither the escape sequence nor the alphabet nobody sees', () => {
  expect(terminal('\u001b[31mred\u001b[0m \u009b2J \u202eabc\u{e0041} \ud800')).toBe('[31mred[0m 2J abc \ufffd');
});

test('one line stays one line', () => {
  fc.assert(fc.property(hostile, (text) => !/[\n\r\t\u2028\u2029]/.test(singleLine(text))));
  expect(singleLine(' a\r\n  b\t')).toBe('a b');
});

test('shortened text has at most the characters asked for and never half a one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
      expect([...shortened(text, most)].length).toBeLessThanOrEqual(most);
      expect(shortened(text, most).isWellFormed()).toBe(true);
    }),
  );
  expect([shortened('abcd', 4), shortened('abcde', 4)]).toEqual(['abcd', 'abc…']);
});

test('HTML and XML have no character of markup left, in text and in attributes', () => {
  fc.assert(fc.property(hostile, (text) => !/[<>"']|&(?!(?:amp|lt|gt|quot|#39|#10|#9);)/.test(html(text) + xml(text))));
  expect(html(`<a href='x'>&"`)).toBe('&lt;a href=&#39;x&#39;&gt;&amp;&quot;');
  expect(xml('a\n\tb')).toBe('a&#10;&#9;b');
});

test('Slack sees neither mention nor link', () => {
  fc.assert(fc.property(hostile, (text) => !/[<>]/.test(slackMarkdown(text))));
  expect(slackMarkdown('<!channel> <http://a|b> &amp;')).toBe('&lt;!channel&gt; &lt;http://a|b&gt; &amp;amp;');
  expect(slackCode('a`b\nc')).toBe('aˋb c');
});

describe('Markdown', () => {
  test('has no markup of its own', () => {
    fc.assert(fc.property(hostile, (text) => !/(?<!\\)(?:\\\\)*[`*_{}[\]()#+!|~]|[<>]/.test(markdown(text))));
  });

  test.each([
    ['a|b', 'a\\|b'],
    ['<script>', '&lt;script&gt;'],
    ['[x](y)', '\\[x\\]\\(y\\)'],
    ['1. first', '1\\. first'],
    ['- item', '\\- item'],
    ['---', '\\---'],
    ['# title', '\\# title'],
    ['a\n\n# title', 'a \\# title'],
    ['@team', '@\u2060team'],
    ['https://evil.example', 'https:\u2060//evil.example'],
    ['www.evil.example', 'www.\u2060evil.example'],
    ['cilium/agents-not-restarted', 'cilium/agents-not-restarted'],
  ])('%j becomes %j', (text, encoded) => {
    expect(markdown(text)).toBe(encoded);
  });

  test('a fence is longer than every run of backticks in it', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = fenced(text, 'sh').split('\n');
        const fence = lines.at(-1) ?? '';
        expect(lines[0]).toBe(`${fence}sh`);
        expect(lines.slice(1, -1).filter((line) => line.includes(fence))).toEqual([]);
      }),
    );
  });
});

describe('JSON', () => {
  test('is the same value, and nothing in it is invisible', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = json({ [text]: [text] });
        expect(JSON.parse(written)).toEqual({ [text]: [text] });
        expect(dangerous.test(written)).toBe(false);
      }),
    );
  });

  test('writes what is invisible as escapes', () => {
    expect(json('\u009b\u202e\u{e0041}\ud800')).toBe('"\\u009b\\u202e\\udb40\\udc41\\ud800"\n');
  });
});

test.each([
  ['https://docs.cilium.io/en/stable/gateway-api/#installation', true],
  ['https://github.com/cilium/cilium/issues/24772', true],
  ['https://a.example', true],
  ['http://a.example', false],
  ['javascript:alert(1)', false],
  ['https://a.example/)[x](y', false],
  ['https://a.example/"><script>', false],
  ['https://a.example/ b', false],
  ['https://user:secret@a.example/', false],
])('%s is a link: %s', (address, expected) => {
  expect(isLink(address)).toBe(expected);
});
