/** Selectors match as Kubernetes matches them. */

import { describe, expect, test } from '@jest/globals';
import { matches, wasReadFor } from '../../lambda/snapshot/selectors.ts';

const labels = { app: 'envoy', 'k8s-app': 'cilium', 'app.kubernetes.io/name': 'x', empty: '', size: '10' };

describe('kubectl text', () => {
  test.each([
    ['', true],
    ['app=envoy', true],
    ['app==envoy', true],
    ['app = envoy , k8s-app=cilium', true],
    ['app=envoy,k8s-app=other', false],
    ['app!=other', true],
    ['absent!=other', true],
    ['app!=envoy', false],
    ['app', true],
    ['absent', false],
    ['!absent', true],
    ['!app', false],
    ['app in (envoy,other),k8s-app notin (a, b)', true],
    ['app in (other)', false],
    ['absent in (a)', false],
    ['absent notin (a)', true],
    ['app notin (envoy)', false],
    ['app.kubernetes.io/name=x', true],
    ['empty=', true],
    ['empty in ()', true],
    ['size>9', true],
    ['size<9', false],
    ['app>1', false],
    ['toString', false],
    ['app=envoy,', false],
    ['app=a=b', false],
    ['app in envoy', false],
  ])('%j: %s', (selector, expected) => {
    expect(matches(selector, labels)).toBe(expected);
  });
});

describe('objects', () => {
  const expression = (key: string, operator: string, values?: string[]) => ({
    matchExpressions: [values === undefined ? { key, operator } : { key, operator, values }],
  });
  test.each([
    [{}, true],
    [{ matchLabels: { app: 'envoy' } }, true],
    [{ matchLabels: { app: 'other' } }, false],
    [expression('app', 'In', ['a', 'envoy']), true],
    [expression('absent', 'NotIn', ['a']), true],
    [expression('app', 'Exists'), true],
    [expression('absent', 'DoesNotExist'), true],
    [expression('app', 'Unheard'), false],
    [{ matchLabels: { app: 'envoy' }, ...expression('app', 'DoesNotExist') }, false],
  ])('%j: %s', (selector, expected) => {
    expect(matches(selector, labels)).toBe(expected);
  });

  test('no labels are no labels', () => {
    expect(matches({ matchLabels: { a: 'b' } }, undefined)).toBe(false);
    expect(matches('!a', null)).toBe(true);
  });
});

describe('whether an absent object would have been seen', () => {
  const scoped = {
    state: 'scoped',
    items: [],
    scopes: [{ namespace: 'kube-system', selector: 'k8s-app=cilium' }, { namespace: 'b' }],
  } as const;
  const gap = { what: 'pods', error: 'no' };
  test.each([
    ['complete', { state: 'complete', items: [] } as const, {}, true],
    ['incomplete', { state: 'incomplete', items: [], gap } as const, { namespace: 'a' }, false],
    ['inside namespace and selector', scoped, { namespace: 'kube-system', labels }, true],
    ['other labels', scoped, { namespace: 'kube-system', labels: { a: 'b' } }, false],
    ['labels not known', scoped, { namespace: 'kube-system' }, false],
    ['inside a whole namespace', scoped, { namespace: 'b' }, true],
    ['another namespace', scoped, { namespace: 'c', labels }, false],
    ['a selector that is none', { ...scoped, scopes: [{ selector: '(((' }] }, { labels }, false],
  ])('%s', (_, reading, sought, expected) => {
    expect(wasReadFor(reading, sought)).toBe(expected);
  });
});
