/** SARIF 2.1.0: what consumers of the format rely on. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { sarifReport } from '../../lambda/report/sarif.ts';
import { down, fleet, notRestarted, replace, scheme, seed } from './fixture.ts';
import { dangerous, hostile, poisoned } from './hostile.ts';

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: string };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly logicalLocations: readonly { readonly name: string; readonly fullyQualifiedName: string; readonly kind: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Log {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Rule[] } };
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly unknown[] }[];
    readonly results: readonly Result[];
  }[];
}

function runOf(diagnosis: Diagnosis) {
  const log: Log = JSON.parse(sarifReport(diagnosis));
  const [run] = log.runs;
  if (run === undefined) throw new Error('no run');
  return { log, run, rules: run.tool.driver.rules, results: run.results };
}

const kinds = ['pass', 'open', 'informational', 'notApplicable', 'review', 'fail'];
const levels = ['none', 'note', 'warning', 'error'];

describe('the SARIF report', () => {
  test('is one run of version 2.1.0 by nlb-doctor', () => {
    const { log, run } = runOf(seed);
    expect([log.version, log.runs.length, run.tool.driver.name]).toEqual(['2.1.0', 1, 'nlb-doctor']);
    expect(log.$schema).toContain('sarif-2.1.0');
  });

  test.each([
    ['the seed incident', seed],
    ['a fleet', fleet],
  ])('of %s: every result refers to a rule that is there, has a level, words and a place', (_, diagnosis) => {
    const { rules, results } = runOf(diagnosis);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(results.length).toBeGreaterThan(1);
    for (const { ruleId, ruleIndex, kind, level, message, locations } of results) {
      expect(rules[ruleIndex]?.id).toBe(ruleId);
      expect(kinds).toContain(kind);
      expect(levels).toContain(level);
      expect(kind === 'fail' || level === 'none').toBe(true);
      expect(message.text).not.toBe('');
      expect(locations[0]?.logicalLocations[0]?.fullyQualifiedName).not.toBe('');
    }
  });

  test('says every finding of a load balancer at its ARN, the cause as an error', () => {
    const { results } = runOf(seed);
    expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
      [notRestarted.rule, 'error'],
      [scheme.rule, 'warning'],
    ]);
    expect(results[0]?.locations).toEqual([{ logicalLocations: [{ name: down.name, fullyQualifiedName: down.arn, kind: 'resource' }] }]);
  });

  test('gives each rule its words, its help with the risk, and the page to read', () => {
    const rule = runOf(seed).rules.find(({ id }) => id === scheme.rule);
    expect(rule?.shortDescription.text).toBe(`${scheme.title}.`);
    expect(rule?.help.text).toContain(`Risk: ${replace.risk}`);
    expect(rule?.helpUri).toBe(scheme.references[0]);
  });

  test('never gives an address that is not https as a page', () => {
    const bad = { ...notRestarted, references: ['javascript:alert(1)'] };
    expect(runOf({ ...seed, loadBalancers: [{ ...down, findings: [bad] }] }).rules[0]?.helpUri).toBeUndefined();
  });

  test('recognises a result again: the same fault at another time has the same fingerprint, another load balancer another one', () => {
    const prints = (diagnosis: Diagnosis) => runOf(diagnosis).results.map(({ partialFingerprints }) => partialFingerprints);
    expect(prints({ ...seed, takenAt: '2026-01-01T00:00:00Z' })).toEqual(prints(seed));
    const all = prints({ ...seed, loadBalancers: [down, { ...down, arn: `${down.arn}-2` }] }).map((print) => JSON.stringify(print));
    expect(new Set(all).size).toBe(4);
  });

  test('says what was not read', () => {
    expect(runOf(fleet).run.invocations).toEqual([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          { level: 'warning', message: { text: 'ec2:DescribeNetworkAcls, eu-west-2 was not read: AccessDenied' } },
        ],
      },
    ]);
  });

  test('has the same results whatever the names are', () => {
    const shape = (diagnosis: Diagnosis) =>
      runOf(diagnosis).results.map(({ ruleId, ruleIndex, level, kind }) => [ruleId, ruleIndex, level, kind]);
    const expected = shape(poisoned(fleet, () => 'plain'));
    fc.assert(
      fc.property(hostile, (text) => expect(shape(poisoned(fleet, () => text))).toEqual(expected)),
      { numRuns: 60 },
    );
  });

  test('is clean when it is read back: dashboards show what the escapes stand for', () => {
    const textsOf = (value: unknown): readonly string[] =>
      typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
    fc.assert(
      fc.property(hostile, (text) => {
        const texts = textsOf(JSON.parse(sarifReport(poisoned(fleet, () => text))));
        expect(texts.filter((one) => dangerous.test(one) || !one.isWellFormed())).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
