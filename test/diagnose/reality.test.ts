/** Causes are tested against the targets they predict: failing ones are explained, healthy ones contradict. */

import { describe, expect, test } from '@jest/globals';
import { notApplicable, ruledOut } from '../../lambda/diagnose/finding.ts';
import { needsExplaining, testAgainstTargets } from '../../lambda/diagnose/reality.ts';
import { adviceOf, causeOf, examinedAs, keyOf, loadBalancerWith } from './engineFixture.ts';

const three = (...states: readonly string[]) => loadBalancerWith(states);
const keys = (...targets: readonly number[]) => targets.map((target) => keyOf(0, target));

test('a cause whose targets all fail is a candidate that explains them', () => {
  const { candidates, ruledOut: excluded } = testAgainstTargets(three('unhealthy', 'unhealthy', 'healthy'), [
    examinedAs('aws/cause', causeOf(keys(0, 1), { confidence: 'certain' })),
  ]);
  expect(candidates).toMatchObject([{ rule: { id: 'aws/cause' }, explained: new Set(keys(0, 1)), contradicted: 0 }]);
  expect(candidates[0]?.cause.confidence).toBe('certain');
  expect(excluded).toEqual([]);
});

describe('healthy targets', () => {
  test('one refutes a cause that takes the whole group down', () => {
    const { candidates, ruledOut: excluded } = testAgainstTargets(three('unhealthy', 'unhealthy', 'healthy'), [
      examinedAs('aws/cause', causeOf(keys(0, 1, 2))),
    ]);
    expect(candidates).toEqual([]);
    expect(excluded[0]?.because).toBe('it would make 3 targets fail, and 1 of them is healthy, such as i-2:30080');
  });

  test('as many as the failing ones refute any cause', () => {
    const { candidates } = testAgainstTargets(three('unhealthy', 'healthy', 'healthy', 'healthy'), [
      examinedAs('aws/cause', causeOf(keys(0, 1))),
    ]);
    expect(candidates).toEqual([]);
  });

  test('fewer than the failing ones weaken a cause of some targets, and are shown against it', () => {
    const { candidates } = testAgainstTargets(three('unhealthy', 'unhealthy', 'healthy', 'healthy'), [
      examinedAs('aws/cause', causeOf(keys(0, 1, 2), { confidence: 'certain' })),
    ]);
    expect(candidates[0]).toMatchObject({ contradicted: 1, cause: { confidence: 'possible' } });
    expect(candidates[0]?.cause.evidence).toMatchObject([{ supports: false, source: 'elasticloadbalancing:DescribeTargetHealth' }]);
  });

  test('alone under a prediction refute it', () => {
    const { candidates, ruledOut: excluded } = testAgainstTargets(three('healthy', 'unhealthy'), [
      examinedAs('aws/cause', causeOf(keys(0))),
    ]);
    expect([candidates.length, excluded.length]).toEqual([0, 1]);
  });
});

test('a cause that predicts no target of this load balancer becomes advice', () => {
  const { candidates, advice } = testAgainstTargets(three('unhealthy'), [examinedAs('aws/cause', causeOf(['other/i-9:1']))]);
  expect(candidates).toEqual([]);
  expect(advice).toMatchObject([{ rule: { id: 'aws/cause' }, advice: { kind: 'advice' } }]);
});

test('advice and exclusions pass, unknown and not applicable do not appear', () => {
  const {
    advice,
    ruledOut: excluded,
    candidates,
  } = testAgainstTargets(three('unhealthy'), [
    examinedAs('aws/advice', adviceOf()),
    examinedAs('aws/excluded', ruledOut('a fact excludes it')),
    examinedAs('aws/silent', notApplicable),
    examinedAs('aws/unknown', { kind: 'unknown', missing: { what: 'nodes', why: 'not read', grant: '' } as never }),
  ]);
  expect(advice.map(({ rule }) => rule.id)).toEqual(['aws/advice']);
  expect(excluded).toMatchObject([{ rule: { id: 'aws/excluded' }, because: 'a fact excludes it' }]);
  expect(candidates).toEqual([]);
});

test('failing and waiting targets need an explanation, others do not', () => {
  const [group] = three('unhealthy', 'initial', 'healthy', 'draining').targetGroups;
  expect(group?.targets.map(needsExplaining)).toEqual([true, true, false, false]);
});
