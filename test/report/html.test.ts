/** The page: nothing runs, nothing is fetched, and its elements are its own whatever the names are. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { htmlReport } from '../../lambda/report/html.ts';
import { consoleLink } from '../../lambda/report/links.ts';
import { down, fleet, notRestarted, seed } from './fixture.ts';
import { hostile, poisoned } from './hostile.ts';
import { everyElement, parseXml, shapeOf } from './xml.ts';

const parsed = (page: string) => parseXml(page, ['meta', 'br']);
const elements = everyElement(parsed(htmlReport(fleet)));
const named = (name: string) => elements.filter((element) => element.name === name);

describe('the HTML report', () => {
  test('has the same elements and attributes whatever the names are', () => {
    const expected = shapeOf(parsed(htmlReport(poisoned(fleet, () => 'plain'))));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(shapeOf(parsed(htmlReport(poisoned(fleet, () => text))))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('allows itself style and nothing else', () => {
    const policy = named('meta').find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy');
    expect(policy?.attributes.content).toBe("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
  });

  test('has no script, form, frame or picture to fetch', () => {
    const strange = /^(?:script|iframe|object|embed|form|input|link|base|img|image|use|foreignObject|animate|set|audio|video)$/;
    expect(elements.filter(({ name }) => strange.test(name))).toEqual([]);
    expect(elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => /^on|^src|srcdoc|xlink/.test(key))).toEqual([]);
  });

  test('links to nothing but https', () => {
    const references = ['javascript:alert(1)', 'https://good.example/page', 'data:text/html,x'];
    const bad = {
      ...seed,
      clusters: [],
      loadBalancers: seed.loadBalancers.map((one) => ({ ...one, findings: [{ ...notRestarted, references }] })),
    };
    const links = everyElement(parsed(htmlReport(bad))).filter(({ name }) => name === 'a');
    expect(links.map(({ attributes }) => attributes.href)).toEqual([consoleLink(down.arn)?.address, 'https://good.example/page']);
  });

  test('has the picture, the cause, what speaks against it, and follows the reader into the dark', () => {
    expect(named('svg')).toHaveLength(2);
    expect(named('style')[0]?.text).toContain('color-scheme:light dark');
    const texts = elements.map(({ text }) => text);
    expect(texts).toContain(`${notRestarted.summary}.`);
    expect(texts.some((text) => text.startsWith('against it: one agent was restarted'))).toBe(true);
  });

  test('says the cause of each of several first', () => {
    const [first] = named('table');
    expect(first?.children.map(({ children }) => children[2]?.text)).toEqual([notRestarted.title, 'no rule explains it']);
  });
});
