/** JUnit XML: well-formed, and the numbers a pipeline reads are those of the cases. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Diagnosis, LoadBalancerDiagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { junitReport } from '../../lambda/report/junit.ts';
import { down, fleet, healthy, notRestarted, puzzling, scheme, seed } from './fixture.ts';
import { hostile, poisoned } from './hostile.ts';
import { everyElement, parseXml, shapeOf } from './xml.ts';

const report = (diagnosis: Diagnosis) => parseXml(junitReport(diagnosis).trim());
const ofOne = (one: LoadBalancerDiagnosis) => everyElement(report({ ...seed, loadBalancers: [one] }));
const verdicts = (one: LoadBalancerDiagnosis) => ofOne(one).flatMap(({ name }) => (name === 'failure' || name === 'skipped' ? [name] : []));

describe('the JUnit report', () => {
  test('has the same elements whatever the names are', () => {
    const expected = shapeOf(report(poisoned(fleet, () => 'plain')));
    fc.assert(
      fc.property(hostile, (text) => expect(shapeOf(report(poisoned(fleet, () => text)))).toEqual(expected)),
      { numRuns: 60 },
    );
  });

  test('has a suite for each region and cluster, with a case for each load balancer and each cluster that has something to say', () => {
    const suites = report(fleet).children;
    expect(suites.map(({ attributes }) => attributes.name)).toEqual(['eu-west-2 obs-eu-dev-cluster', 'eu-west-2 dark']);
    expect(suites[0]?.children.map(({ attributes }) => attributes.name)).toEqual([
      'k8s-gateway-ciliumga-e070c533ae',
      'puzzling',
      'quiet',
      'cluster obs-eu-dev-cluster',
    ]);
  });

  test('counts what it has', () => {
    for (const element of [report(fleet), ...report(fleet).children]) {
      const below = everyElement(element).map(({ name }) => name);
      const counted = ['testcase', 'failure', 'skipped'].map((name) => String(below.filter((one) => one === name).length));
      expect([element.attributes.tests, element.attributes.failures, element.attributes.skipped]).toEqual(counted);
    }
  });

  test('says cause, evidence and repair in the failure', () => {
    const failure = ofOne(down).find(({ name }) => name === 'failure');
    expect(failure?.attributes).toEqual({ type: 'cilium/agents-not-restarted', message: down.summary });
    expect(failure?.text).toContain('\nagainst it: one agent was restarted at 14:15 [Pod kube-system/cilium-qx8n4]\n');
    expect(failure?.text).toContain('\nkubectl -n kube-system rollout restart daemonset/cilium\n');
  });

  test.each<[string, LoadBalancerDiagnosis, readonly string[]]>([
    ['fails where targets fail', down, ['failure']],
    ['fails where no rule explains it', puzzling, ['failure']],
    ['fails where there is a cause that bites', { ...healthy, findings: [{ ...notRestarted, severity: 'warning' }] }, ['failure']],
    ['passes where a cause is a note', { ...healthy, findings: [{ ...notRestarted, severity: 'info' }] }, []],
    ['passes where there is only advice', { ...healthy, findings: [scheme] }, []],
    ['passes where all is well', healthy, []],
    ['never passes where the health is not known', { ...healthy, status: 'unknown' }, ['skipped']],
  ])('%s', (_, one, expected) => {
    expect(verdicts(one)).toEqual(expected);
  });

  test('shows advice as output', () => {
    const output = ofOne({ ...healthy, findings: [scheme] }).find(({ name }) => name === 'system-out');
    expect(output?.text).toBe(`warning ${scheme.rule}: ${scheme.summary}`);
  });
});

test.each([
  '<a>',
  '<a></b>',
  '<a b="1" b="2"/>',
  '<a>&x;</a>',
  '<a>&</a>',
  '<a b="<"/>',
  '<a/><b/>',
  '<a>\u0000</a>',
  '<a>\ufffe</a>',
  'a',
  '',
])('the parser of these tests refuses %j', (source) => {
  expect(() => parseXml(source)).toThrow();
});
