/** What holds for every form a diagnosis can take: inert whatever the names are, the risk before the steps, the same bytes again. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Format, formats, render } from '../../lambda/report/report.ts';
import { fleet, hostNetwork, replace, restart, seed } from './fixture.ts';
import { dangerous, hostile, poisoned } from './hostile.ts';

const options = { colour: false, verbose: true, columns: 80 };

test('the forms are those the command offers', () => {
  expect(formats).toEqual(expect.arrayContaining(['text', 'markdown', 'json', 'sarif', 'junit', 'html']));
});

describe.each(formats.map((format) => [format]))('as %s', (format: Format) => {
  test('nothing in it moves a cursor, hides or turns text round, whatever a cluster or a cloud says', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const printed = render(
          format,
          poisoned(fleet, () => text, new Set(['status', 'kind', 'severity', 'confidence', 'hop', 'state'])),
          options,
        );
        expect(dangerous.test(printed)).toBe(false);
        expect(printed.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('the same diagnosis gives the same bytes, and they end with a newline', () => {
    expect(render(format, structuredClone(fleet), options)).toBe(render(format, fleet, options));
    expect(render(format, fleet, options)).toMatch(/[^\n]\n$/);
  });

  test('the risk of a remedy stands before its steps', () => {
    // SARIF describes the rules first, with what they advise in general; `sarif.test.ts` looks at that.
    const printed = render(format, seed, options).replace(/^.*"results": /s, '');
    const shown = [restart, replace, hostNetwork].filter(({ steps }) => printed.includes(firstLine(steps[0]?.text)));
    expect(shown.length).toBeGreaterThan(0);
    for (const { title, risk, steps } of shown) {
      const [at, step] = [printed.indexOf(risk), stepAfter(printed, title, firstLine(steps[0]?.text))];
      expect(at).toBeGreaterThan(-1);
      expect(at).toBeLessThan(step);
    }
  });

  test('nothing found is a report as well', () => {
    expect(render(format, { ...seed, loadBalancers: [], clusters: [] }, options)).toContain(format === 'text' ? 'No network' : '');
  });
});

const firstLine = (text = ''): string => text.split('\n')[0] ?? '';

/** Where the step stands after its remedy's title: short steps may occur in other text as well. */
const stepAfter = (printed: string, title: string, step: string): number => printed.indexOf(step, printed.indexOf(title));
