/** Every scenario comes out as its expected.yaml says: adding a folder adds a test. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis, ReportedFinding } from '../../lambda/diagnose/diagnosis.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';

const root = resolve(import.meta.dirname, '../../scenarios');
const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('expected.yaml'))
  .map((path) => dirname(path))
  .toSorted();

interface Subject {
  readonly cause?: string | readonly string[];
  readonly confidence?: string;
  readonly also?: readonly string[];
  readonly never?: readonly string[];
  readonly unknown?: readonly string[];
  readonly ruledOut?: readonly string[];
  readonly status?: string;
}

interface Expected {
  readonly source: string;
  readonly why: string;
  readonly loadBalancers?: Readonly<Record<string, Subject>>;
  readonly clusters?: Readonly<Record<string, Subject>>;
  readonly ignored?: readonly string[];
}

function expectFindings(findings: readonly ReportedFinding[], expected: Subject): void {
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

describe.each(folders)('scenarios/%s', (folder) => {
  const expected = load(readFileSync(join(root, folder, 'expected.yaml'), 'utf8')) as Expected;
  let diagnosis: Diagnosis;
  beforeAll(async () => {
    diagnosis = diagnose(joinTopology(await readSnapshot(join(root, folder))));
  });

  test('says where it comes from and what decides it', () => {
    expect([typeof expected.source, typeof expected.why]).toEqual(['string', 'string']);
  });

  for (const [name, subject] of Object.entries(expected.loadBalancers ?? {})) {
    test(name, () => expectLoadBalancer(name, subject));
  }

  function expectLoadBalancer(name: string, subject: Subject): void {
    const found = diagnosis.loadBalancers.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${name} is not in the answer`);
    expectFindings(found.findings, subject);
    if (subject.status !== undefined) expect(found.status).toBe(subject.status);
    expect(found.unknown.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...(subject.unknown ?? [])]));
    expect(found.ruledOut.map(({ rule }) => rule)).toEqual(expect.arrayContaining([...(subject.ruledOut ?? [])]));
  }

  test('every cluster expected, and no load balancer beside those expected', () => {
    for (const [name, subject] of Object.entries(expected.clusters ?? {})) {
      expectFindings(diagnosis.clusters.find((one) => one.name === name)?.findings ?? [], subject);
    }
    expect(diagnosis.loadBalancers.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected.loadBalancers ?? {}).toSorted());
    expect(diagnosis.loadBalancers.filter(({ name }) => expected.ignored?.includes(name))).toEqual([]);
  });
});
