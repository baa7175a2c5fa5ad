/** The text report: what stands where, how wide, and what a terminal is never sent. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { consoleLink } from '../../lambda/report/links.ts';
import { textReport } from '../../lambda/report/text.ts';
import { lengthOf, wrapped } from '../../lambda/report/wrap.ts';
import { down, fleet, healthy, longCommand, notRestarted, puzzling, replace, restart, scheme, seed } from './fixture.ts';
import { dangerous, hostile, ownKeys, poisoned } from './hostile.ts';

const plain = { colour: false, verbose: false, columns: 80 };
const golden = (name: string) => readFileSync(join(import.meta.dirname, 'golden', name), 'utf8');
const linesOf = (diagnosis: Diagnosis, options = plain) => textReport(diagnosis, options).split('\n');

/** Lines that are there to be copied, which are never wrapped. */
const copied = (diagnosis: Diagnosis): ReadonlySet<string> => {
  const findings = [...diagnosis.loadBalancers, ...diagnosis.clusters].flatMap((one) => one.findings);
  const steps = findings.flatMap(({ remedies }) => remedies.flatMap(({ steps, verify }) => [...steps, ...verify]));
  const texts = [
    ...steps.filter(({ kind }) => kind !== 'text').map(({ text }) => text),
    ...diagnosis.loadBalancers.flatMap(({ arn, dnsName, unknown }) => [
      arn,
      consoleLink(arn)?.address ?? arn,
      dnsName ?? '',
      ...unknown.map(({ grant }) => grant),
    ]),
    ...findings.flatMap(({ references }) => references),
  ];
  return new Set(texts.flatMap((text) => text.split('\n')));
};

const tooWide = (diagnosis: Diagnosis, columns: number, verbose = false) => {
  const allowed = copied(diagnosis);
  return linesOf(diagnosis, { ...plain, columns, verbose }).filter((line) => lengthOf(line) > columns && !allowed.has(line.trim()));
};

describe('the text report', () => {
  test('of the seed incident is what a person should read', () => {
    expect(textReport(seed, plain)).toBe(golden('seed.txt'));
  });

  test('of several says the cause of each before any detail, the worst first', () => {
    expect(textReport(fleet, plain)).toBe(golden('fleet.txt'));
  });

  test('says the cause on its first screen', () => {
    expect(linesOf(seed).slice(0, 24).join(' ')).toContain('All 5 nodes run a Cilium agent from before');
    expect(linesOf(fleet).slice(0, 6).join(' ').replace(/\s+/g, ' ')).toContain(notRestarted.title);
  });

  test('of nothing says so', () => {
    expect(textReport({ ...seed, loadBalancers: [] }, plain)).toMatch(/^No network load balancer was found\.\n/);
  });

  test('calls advice a cause of nothing', () => {
    const advised = { ...puzzling, findings: [{ ...notRestarted, kind: 'advice' as const }] };
    const [, first = ''] = linesOf({ ...seed, loadBalancers: [advised, healthy] });
    expect(first).toBe('  DEGRADED  puzzling: no rule explains it');
  });

  test('says what a cause leaves unexplained', () => {
    const partly = { ...down, unexplained: 1 };
    expect(textReport({ ...seed, loadBalancers: [partly] }, plain)).toContain('No rule explains 1 failing target.');
  });

  test('shows the recommended remedy first whatever their order', () => {
    const turned = { ...down, findings: [{ ...notRestarted, remedies: notRestarted.remedies.toReversed() }] };
    const text = textReport({ ...seed, loadBalancers: [turned] }, plain);
    expect(text.indexOf('FIX (recommended)\n  Restart')).toBeGreaterThan(0);
    expect(text.indexOf(restart.title)).toBeLessThan(text.indexOf('ALTERNATIVE'));
  });

  test('cuts long lists, says so, and shows all when asked', () => {
    const many = {
      ...down,
      ruledOut: Array.from({ length: 20 }, (_, at) => ({ rule: `aws/rule-${at}`, because: 'it is not so' })),
      targetGroups: down.targetGroups.map((group) => ({ ...group, targets: Array(4).fill(group.targets).flat() })),
    };
    const short = textReport({ ...seed, loadBalancers: [many] }, plain);
    const long = textReport({ ...seed, loadBalancers: [many] }, { ...plain, verbose: true });
    expect(short).toContain('and 17 more (--verbose)');
    expect(short).toContain('TARGETS (each of them: --verbose)');
    expect(short).not.toContain('i-0850eff32851766b5');
    expect(short).not.toContain('aws/rule-19');
    expect(long).toContain('aws/rule-19');
    expect(long).toContain(notRestarted.references[0] ?? 'a reference');
    expect(long.match(/i-0850eff32851766b5/g)).toHaveLength(8);
    expect(long).not.toContain('--verbose');
  });

  test('lists targets that no rule explains, and how many more there are', () => {
    const [group] = puzzling.targetGroups;
    if (group === undefined) throw new Error('no group');
    const many = { ...puzzling, targetGroups: [{ ...group, targets: Array(4).fill(group.targets).flat() }] };
    const printed = textReport({ ...seed, loadBalancers: [many] }, plain);
    expect(printed).toContain('i-0850eff32851766b5');
    expect(printed).toContain('and 6 more (--verbose)');
  });

  test('names other causes on the first screen, and shows them in full below', () => {
    const other = { ...scheme, kind: 'cause' as const, explains: { targets: 1, of: 10 } };
    const printed = textReport({ ...seed, loadBalancers: [{ ...down, findings: [notRestarted, other] }] }, plain);
    const [first = '', second = ''] = printed.split('FIX (recommended)\n  Restart');
    expect(first.replace(/\s+/g, ' ')).toContain(
      `THERE IS ANOTHER CAUSE (below) - ${other.title} (1 of 10 failing targets; ${other.rule})`,
    );
    expect(second).toContain('ANOTHER CAUSE\n');
    expect(second).toContain(`Risk: ${replace.risk}`);
    expect(second).toContain('annotations: {}');
  });

  test('of healthy targets with a fault beside them leads with the fault and its fix', () => {
    const printed = textReport({ ...seed, loadBalancers: [{ ...healthy, findings: [scheme] }] }, plain);
    expect(printed.split('LOAD BALANCER')[0]).toContain('WARNING (the targets are healthy)');
    expect(printed.split('LOAD BALANCER')[0]).toContain('annotations: {}');
    expect(printed).not.toContain('ALSO');
  });

  test('counts healthy load balancers beyond the first ten', () => {
    const printed = textReport({ ...seed, loadBalancers: Array(13).fill(healthy) }, plain);
    expect(printed).toContain('and 3 more that are healthy (--verbose)');
  });

  test('prints commands whole, four in, so that they can be pasted', () => {
    expect(linesOf(seed, { ...plain, columns: 40 })).toContain(`    ${longCommand}`);
  });

  test.each([40, 60, 80, 100, 200])('is at most %d columns wide but for what is there to be copied', (columns) => {
    expect([tooWide(seed, columns), tooWide(fleet, columns, true)]).toEqual([[], []]);
  });

  test('stays within 80 columns whatever the names are', () => {
    const kept = new Set([...ownKeys, 'arn', 'dnsName', 'grant', 'steps', 'verify']);
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, verbose) => {
        const bad = poisoned(fleet, () => text, kept);
        expect(tooWide(bad, 80, verbose)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test('sends a terminal nothing that acts', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const printed = textReport(
          poisoned(fleet, () => text),
          plain,
        );
        expect(dangerous.test(printed)).toBe(false);
        expect(printed.isWellFormed()).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('has the same words with colour, and only colours besides', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const bad = poisoned(fleet, () => text);
        const coloured = textReport(bad, { ...plain, colour: true });
        const without = coloured.replace(/\u001b\[\d+m/g, '');
        expect(without).toBe(textReport(bad, plain));
        expect(stripVTControlCharacters(coloured)).toBe(without);
      }),
      { numRuns: 50 },
    );
    expect(textReport(seed, { ...plain, colour: true })).toContain('\u001b[31mDOWN');
  });

  test('takes a terminal of no width at all', () => {
    expect(textReport(fleet, { ...plain, columns: 0 })).toBe(textReport(fleet, { ...plain, columns: 40 }));
  });
});

describe('words on lines', () => {
  test('no line is wider than asked, and no character is lost or halved', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 40 }), (text, width) => {
        const lines = wrapped(text, width);
        expect(lines.every((line) => lengthOf(line) <= width && line.isWellFormed())).toBe(true);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });

  test('breaks between words where it can', () => {
    expect(wrapped('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrapped('a 0123456789abcdef b', 8)).toEqual(['a', '01234567', '89abcdef', 'b']);
  });
});
