/** The choice of causes: the smallest set that explains the most failing targets with the least contradiction. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { choose, compare } from '../../lambda/diagnose/choose.ts';
import type { Confidence } from '../../lambda/diagnose/finding.ts';
import type { Candidate } from '../../lambda/diagnose/reality.ts';
import type { RuleId } from '../../lambda/diagnose/rule.ts';
import { atHop, candidateOf } from './engineFixture.ts';

const ids = (candidates: readonly Candidate[]) => candidates.map(({ rule }) => rule.id);

describe('the smallest set', () => {
  test('is one cause where one explains every target', () => {
    const all = candidateOf('aws/all', ['a', 'b', 'c'], { confidence: 'possible' });
    const some = candidateOf('aws/some', ['a', 'b'], { confidence: 'certain' });
    const other = candidateOf('aws/other', ['c'], { confidence: 'certain' });
    const { chosen, rest } = choose([some, other, all]);
    expect(ids(chosen)).toEqual(['aws/all']);
    expect(ids(rest)).toEqual(['aws/some', 'aws/other']);
  });

  test('is two causes where no one explains every target', () => {
    const { chosen } = choose([candidateOf('aws/one', ['a', 'b']), candidateOf('aws/two', ['c']), candidateOf('aws/three', ['a'])]);
    expect(ids(chosen)).toEqual(['aws/one', 'aws/two']);
  });

  test('has the least contradiction among sets of one size', () => {
    const contradicted = candidateOf('aws/contradicted', ['a', 'b'], { confidence: 'certain', contradicted: 1 });
    const clean = candidateOf('aws/clean', ['a', 'b'], { confidence: 'possible' });
    expect(ids(choose([contradicted, clean]).chosen)).toEqual(['aws/clean']);
  });

  test('has the highest confidence among sets without a difference in contradiction', () => {
    const certain = candidateOf('aws/z-certain', ['a'], { confidence: 'certain' });
    const likely = candidateOf('aws/a-likely', ['a'], { confidence: 'likely' });
    expect(ids(choose([likely, certain]).chosen)).toEqual(['aws/z-certain']);
  });

  test('is empty where nothing explains anything', () => {
    expect(choose([]).chosen).toEqual([]);
    expect(choose([candidateOf('aws/none', [])]).chosen).toEqual([]);
  });

  test('is found where more than four causes are needed', () => {
    const singles = Array.from({ length: 7 }, (_, at) => candidateOf(`aws/rule-${at}`, [`target-${at}`]));
    expect(new Set(ids(choose(singles).chosen))).toEqual(new Set(ids(singles)));
  });
});

describe('a last resort', () => {
  test('explains only what nothing more exact explains', () => {
    const exact = candidateOf('aws/exact', ['a'], { confidence: 'possible' });
    const event = candidateOf('aws/event', ['a', 'b'], { confidence: 'certain', rule: { lastResort: true } });
    const { chosen } = choose([event, exact]);
    expect(ids(chosen).toSorted()).toEqual(['aws/event', 'aws/exact']);
    expect(chosen.find(({ rule }) => rule.id === 'aws/event')?.explained).toEqual(new Set(['b']));
  });

  test('is not chosen where the exact causes explain every target', () => {
    const { chosen } = choose([candidateOf('aws/exact', ['a']), candidateOf('aws/event', ['a'], { rule: { lastResort: true } })]);
    expect(ids(chosen)).toEqual(['aws/exact']);
  });
});

describe('the order of candidates', () => {
  const sorted = (...candidates: readonly Candidate[]) => ids(candidates.toSorted(compare));

  test('is confidence, then coverage, then contradiction', () => {
    const certain = candidateOf('aws/a', ['a'], { confidence: 'certain' });
    const wide = candidateOf('aws/b', ['a', 'b']);
    const narrow = candidateOf('aws/c', ['a']);
    const contradicted = candidateOf('aws/d', ['a'], { contradicted: 1 });
    expect(sorted(contradicted, narrow, wide, certain)).toEqual(['aws/a', 'aws/b', 'aws/c', 'aws/d']);
  });

  test('between equals is the special case, then the hop nearer the load balancer, then the id', () => {
    const special = candidateOf('aws/z', ['a'], { rule: { specialCaseOf: ['aws/general'], hop: 'backend' } });
    const near = candidateOf('aws/y', ['a'], atHop('listener'));
    const far = candidateOf('aws/a', ['a'], atHop('envoy'));
    const farToo = candidateOf('aws/b', ['a'], atHop('envoy'));
    expect(sorted(farToo, far, near, special)).toEqual(['aws/z', 'aws/y', 'aws/a', 'aws/b']);
  });
});

const confidences: readonly Confidence[] = ['certain', 'likely', 'possible'];
const candidates = fc
  .array(
    fc.record({
      explained: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e')),
      confidence: fc.constantFrom(...confidences),
      contradicted: fc.nat({ max: 2 }),
    }),
    { maxLength: 8 },
  )
  .map((list) => list.map((one, at) => candidateOf(`aws/rule-${at}` as RuleId, one.explained, one)));

describe('for any candidates', () => {
  const explainedBy = (list: readonly Candidate[]) => new Set(list.flatMap(({ explained }) => [...explained]));

  test('the choice explains every target that any candidate explains', () => {
    fc.assert(fc.property(candidates, (list) => expect(explainedBy(choose(list).chosen)).toEqual(explainedBy(list))));
  });

  test('each candidate is either chosen or left, and none is invented', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const { chosen, rest } = choose(list);
        expect([...ids(chosen), ...ids(rest)].toSorted()).toEqual(ids(list).toSorted());
      }),
    );
  });

  test('the order in which they arrive does not matter', () => {
    fc.assert(fc.property(candidates, (list) => expect(ids(choose(list.toReversed()).chosen)).toEqual(ids(choose(list).chosen))));
  });
});
