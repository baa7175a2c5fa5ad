/** Every world comes out as expected: those of scenarios/, and those of the rule tables with all rules. */

import { beforeAll, describe, expect, test } from '@jest/globals';
import { type ExpectedSubject, expectedOf, readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis, ReportedFinding } from '../../lambda/diagnose/diagnosis.ts';
import { joinTopology } from '../../lambda/topology/join.ts';

function expectFindings(findings: readonly ReportedFinding[], expected: ExpectedSubject): void {
  const causes = findings.filter(({ kind }) => kind === 'cause').map(({ rule }) => rule);
  if (expected.cause === 'none') expect(causes).toEqual([]);
  else if (expected.cause !== undefined) {
    expect([expected.cause].flat()).toContain(causes[0]);
    expect(findings[0]?.kind).toBe('cause');
  }
  if (expected.confidence !== undefined) expect(findings[0]?.confidence).toBe(expected.confidence);
  expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...(expected.also ?? [])]));
  expect(causes.filter((rule) => expected.never?.includes(rule))).toEqual([]);
}

describe.each(worldNames)('%s', (name) => {
  const expected = expectedOf(name);
  let diagnosis: Diagnosis;
  beforeAll(() => {
    diagnosis = diagnose(joinTopology(readWorld(name)));
  });

  test('says where it comes from and what decides it', () => {
    expect([typeof expected.source, typeof expected.why]).toEqual(['string', 'string']);
  });

  for (const [loadBalancer, subject] of Object.entries(expected.loadBalancers ?? {})) {
    test(loadBalancer, () => expectLoadBalancer(loadBalancer, subject));
  }

  function expectLoadBalancer(loadBalancer: string, subject: ExpectedSubject): void {
    const found = diagnosis.loadBalancers.find((one) => one.name === loadBalancer);
    if (found === undefined) throw new Error(`${loadBalancer} is not in the diagnosis`);
    expectFindings(found.findings, subject);
    if (subject.status !== undefined) expect(found.status).toBe(subject.status);
    expect(found.unknown.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...(subject.unknown ?? [])]));
    expect(found.ruledOut.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...(subject.ruledOut ?? [])]));
  }

  test('every cluster expected, and no load balancer beside those expected', () => {
    for (const [cluster, subject] of Object.entries(expected.clusters ?? {})) {
      expectFindings(diagnosis.clusters.find((one) => one.name === cluster)?.findings ?? [], subject);
    }
    expect(diagnosis.loadBalancers.map((one) => one.name).toSorted()).toEqual(Object.keys(expected.loadBalancers ?? {}).toSorted());
    expect(diagnosis.loadBalancers.filter((one) => expected.ignored?.includes(one.name))).toEqual([]);
  });
});
