/** Folding: a general finding goes under its special case, a consequence under its cause. */

import { describe, expect, test } from '@jest/globals';
import { fold } from '../../lambda/diagnose/fold.ts';
import type { LoadBalancerRule, RuleId } from '../../lambda/diagnose/rule.ts';
import { ruleOf } from './engineFixture.ts';

const speaker = (id: RuleId, more: Partial<LoadBalancerRule> = {}) => ({ rule: ruleOf(id, more), summary: `summary of ${id}` });
const always = () => true;
const ids = (speakers: readonly { readonly rule: { readonly id: RuleId } }[]) => speakers.map(({ rule }) => rule.id);

test('findings without relations all stay heads, in their order', () => {
  const { heads, under } = fold([speaker('aws/b'), speaker('aws/a')], always);
  expect(ids(heads)).toEqual(['aws/b', 'aws/a']);
  expect(under.size).toBe(0);
});

test('a general finding goes under its special case', () => {
  const { heads, under } = fold([speaker('aws/general'), speaker('aws/special', { specialCaseOf: ['aws/general'] })], always);
  expect(ids(heads)).toEqual(['aws/special']);
  expect(ids(under.get('aws/special') ?? [])).toEqual(['aws/general']);
});

test('a consequence goes under its cause', () => {
  const { heads, under } = fold([speaker('aws/consequence', { consequenceOf: ['aws/cause'] }), speaker('aws/cause')], always);
  expect(ids(heads)).toEqual(['aws/cause']);
  expect(ids(under.get('aws/cause') ?? [])).toEqual(['aws/consequence']);
});

test('a chain goes under its topmost head', () => {
  const { heads, under } = fold(
    [speaker('aws/c', { consequenceOf: ['aws/b'] }), speaker('aws/b', { consequenceOf: ['aws/a'] }), speaker('aws/a')],
    always,
  );
  expect(ids(heads)).toEqual(['aws/a']);
  expect(ids(under.get('aws/a') ?? []).toSorted()).toEqual(['aws/b', 'aws/c']);
});

describe('what may not carry', () => {
  test('a head that is refuted carries nothing', () => {
    const { heads } = fold([speaker('aws/consequence', { consequenceOf: ['aws/cause'] }), speaker('aws/cause')], () => false);
    expect(ids(heads)).toEqual(['aws/consequence', 'aws/cause']);
  });

  test('a rule that does not speak carries nothing', () => {
    expect(ids(fold([speaker('aws/consequence', { consequenceOf: ['aws/absent'] })], always).heads)).toEqual(['aws/consequence']);
  });
});

test('a circle of metadata loses no finding', () => {
  const circle = [speaker('aws/a', { consequenceOf: ['aws/b'] }), speaker('aws/b', { consequenceOf: ['aws/a'] })];
  const { heads, under } = fold(circle, always);
  expect([...ids(heads), ...[...under.values()].flatMap(ids)].toSorted()).toEqual(['aws/a', 'aws/b']);
});
