/** SARIF 2.1.0: what consumers of the format rely on. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { githubLimits, sarifReport } from '../../lambda/report/sarif.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { down, fleet, notRestarted, scheme, seed } from './fixture.ts';
import { dangerous, hostile, poisoned } from './hostile.ts';

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: { readonly tags: readonly string[]; readonly precision: string; readonly 'problem.severity': string };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
      readonly region: Readonly<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>>;
    };
    readonly logicalLocations: readonly { readonly name: string; readonly fullyQualifiedName: string; readonly kind: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Log {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly version?: string;
        readonly semanticVersion?: string;
        readonly informationUri: string;
        readonly rules: readonly Rule[];
      };
    };
    readonly automationDetails: { readonly id: string };
    readonly originalUriBaseIds: Readonly<Record<string, unknown>>;
    readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly unknown[] }[];
    readonly results: readonly Result[];
  }[];
}

function runOf(diagnosis: Diagnosis) {
  const log: Log = JSON.parse(sarifReport(diagnosis, { version: '1.2.3' }));
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
    expect(results[0]?.locations[0]?.logicalLocations).toEqual([{ name: down.name, fullyQualifiedName: down.arn, kind: 'resource' }]);
  });

  test('describes every rule in every run, so that runs differ in results only', () => {
    const quiet = runOf({ ...seed, loadBalancers: [] });
    expect(quiet.results).toEqual([]);
    expect(quiet.rules).toEqual(runOf(seed).rules);
    expect(quiet.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id).toSorted());
  });

  test('gives each rule its words, its help with the risk before the steps, and a page to read', () => {
    const rule = rules.find(({ id }) => id === scheme.rule);
    const described = runOf(seed).rules.find(({ id }) => id === scheme.rule);
    expect(described?.shortDescription.text).toBe(`${rule?.title}.`);
    expect(described?.helpUri).toBe(rule?.references[0]);
    expect(described?.name).toBe('SchemeAnnotationNotPropagated');
    expect(described?.help.markdown.indexOf('**Risk.** REPLACES')).toBeGreaterThan(0);
    expect(described?.help.markdown.indexOf('**Risk.** REPLACES')).toBeLessThan(described?.help.markdown.indexOf('```yaml') ?? 0);
  });

  test('describes the rule of a finding that this version does not know, and links to https only', () => {
    const foreign = { ...notRestarted, rule: 'aws/of-tomorrow', references: ['javascript:alert(1)'] };
    const { rules: described, results } = runOf({ ...seed, loadBalancers: [{ ...down, findings: [foreign] }] });
    const rule = described[results[0]?.ruleIndex ?? -1];
    expect([rule?.id, rule?.shortDescription.text, rule?.helpUri]).toEqual(['aws/of-tomorrow', `${foreign.title}.`, undefined]);
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

/**
 * What GitHub code scanning requires (docs.github.com, "SARIF support for code scanning", tables "Required", and "SARIF results exceed
 * limit"). An empty string does not count as a value.
 */
describe('the SARIF report as GitHub takes it', () => {
  const isText = (text: unknown, most = Number.POSITIVE_INFINITY) => typeof text === 'string' && text.trim() !== '' && text.length <= most;
  const isRelativePath = (uri: string) => /^nlb-doctor(\/[^/?#]+)+$/.test(uri) && !/(^|\/)\.\.?(\/|$)/.test(uri) && decodeURI(uri) !== '';

  const complaintsAboutRule = ({ id, name, shortDescription, fullDescription, help, helpUri, defaultConfiguration, properties }: Rule) =>
    [
      isText(id) || 'id',
      isText(name, githubLimits.nameLength) || 'name',
      isText(shortDescription.text, githubLimits.descriptionLength) || 'shortDescription',
      isText(fullDescription.text, githubLimits.descriptionLength) || 'fullDescription',
      (isText(help.text) && isText(help.markdown)) || 'help',
      (helpUri !== undefined && URL.canParse(helpUri)) || 'helpUri',
      ['note', 'warning', 'error'].includes(defaultConfiguration.level) || 'level',
      (properties.tags.length > 0 && properties.tags.length <= githubLimits.tags) || 'tags',
      ['very-high', 'high', 'medium', 'low'].includes(properties.precision) || 'precision',
      ['error', 'warning', 'recommendation'].includes(properties['problem.severity']) || 'problem.severity',
    ].filter((complaint) => complaint !== true);

  const complaintsAboutResult = ({ message, locations, partialFingerprints }: Result) => {
    const [location] = locations;
    const region = Object.values(location?.physicalLocation.region ?? {});
    return [
      isText(message.text) || 'message',
      locations.length === 1 || 'locations',
      isRelativePath(location?.physicalLocation.artifactLocation.uri ?? '') || 'uri',
      (region.length === 4 && region.every((number) => Number.isInteger(number) && number >= 1)) || 'region',
      /^[0-9a-f]{16}:\d+$/.test(partialFingerprints.primaryLocationLineHash ?? '') || 'primaryLocationLineHash',
    ].filter((complaint) => complaint !== true);
  };

  const complaintsAbout = (diagnosis: Diagnosis) => {
    const { run, rules: described, results } = runOf(diagnosis);
    const fingerprints = results.map(({ partialFingerprints, ruleId }) => `${ruleId} ${partialFingerprints.primaryLocationLineHash}`);
    return [
      ...described.flatMap((rule) => complaintsAboutRule(rule).map((what) => `${rule.id}: ${what}`)),
      ...results.flatMap((result) => complaintsAboutResult(result).map((what) => `${result.ruleId}: ${what}`)),
      ...(new Set(fingerprints).size === fingerprints.length ? [] : ['two results are one alert']),
      ...(run.automationDetails.id.startsWith('nlb-doctor/') ? [] : ['no category']),
    ];
  };

  test('whatever is found, every rule and every result has what is required', () => {
    const worlds = worldNames.map((name) => [name, diagnose(joinTopology(readWorld(name)))] as const);
    const complaints = [['fleet', fleet] as const, ...worlds].flatMap(([name, diagnosis]) =>
      complaintsAbout(diagnosis).map((complaint) => `${name}: ${complaint}`),
    );
    expect(complaints).toEqual([]);
    expect(worlds.some(([, diagnosis]) => runOf(diagnosis).results.length > 2)).toBe(true);
  });

  test('names its version, so that alerts are not closed and opened again by an upgrade', () => {
    const { driver } = runOf(seed).run.tool;
    expect([driver.version, driver.semanticVersion, driver.informationUri]).toEqual(['1.2.3', '1.2.3', 'urn:nlb-doctor:1.2.3']);
  });

  test('names the resource as a path below nlb-doctor/, the same from run to run, and never a file of the repository', () => {
    const { run, results } = runOf(fleet);
    const uris = results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation);
    expect(uris).toContainEqual({ uri: `nlb-doctor/eu-west-2/${down.name}`, uriBaseId: '%SRCROOT%' });
    expect(uris).toContainEqual({ uri: 'nlb-doctor/eu-west-2/clusters/obs-eu-dev-cluster', uriBaseId: '%SRCROOT%' });
    expect(Object.keys(run.originalUriBaseIds)).toEqual(['%SRCROOT%']);
  });

  test.each(['..', '.', '', '../../etc/passwd', 'a b?c#d', '\u202e'])('a load balancer named %j stays below nlb-doctor/', (name) => {
    const [result] = runOf({ ...seed, loadBalancers: [{ ...down, name, region: name }] }).results;
    const uri = result?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
    expect(isRelativePath(uri)).toBe(true);
    expect(new URL(uri, 'https://example.org/root/').pathname.startsWith('/root/nlb-doctor/')).toBe(true);
    expect(uri.split('/')).toHaveLength(3);
  });

  test('holds no more results than are accepted', () => {
    const many = Array.from({ length: githubLimits.results }, (_, at) => ({
      ...down,
      arn: `${down.arn}${at}`,
      findings: [notRestarted, scheme],
    }));
    expect(runOf({ ...seed, loadBalancers: many }).results).toHaveLength(githubLimits.results);
  });
});
