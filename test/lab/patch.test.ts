/** Patches as the API server applies them. */

import { describe, expect, test } from '@jest/globals';
import { type Json, PatchError, patched } from '../../lab/kubernetes/patch.ts';

const json = 'application/json-patch+json';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';

describe('JSON patch, RFC 6902', () => {
  test.each<[string, Json, Json, Json]>([
    ['adds a member', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    [
      'adds to a list, in the middle and at its end',
      { a: [1, 3] },
      [
        { op: 'add', path: '/a/1', value: 2 },
        { op: 'add', path: '/a/-', value: 4 },
      ],
      { a: [1, 2, 3, 4] },
    ],
    ['removes', { a: { 'x/y': 1, z: 2 } }, [{ op: 'remove', path: '/a/x~1y' }], { a: { z: 2 } }],
    ['replaces', { a: [1, { b: 1 }] }, [{ op: 'replace', path: '/a/1/b', value: null }], { a: [1, { b: null }] }],
    [
      'moves and copies',
      { a: 1, b: 2 },
      [
        { op: 'move', from: '/a', path: '/c' },
        { op: 'copy', from: '/b', path: '/d' },
      ],
      { b: 2, c: 1, d: 2 },
    ],
    [
      'tests',
      { a: 1 },
      [
        { op: 'test', path: '/a', value: 1 },
        { op: 'remove', path: '/a' },
      ],
      {},
    ],
  ])('%s', (_, before, patch, after) => expect(patched(before, json, patch)).toEqual(after));

  test.each<[string, Json]>([
    ['what is not there', [{ op: 'remove', path: '/none' }]],
    ['a place below what is not there', [{ op: 'add', path: '/none/b', value: 1 }]],
    ['a test that fails', [{ op: 'test', path: '/a', value: 2 }]],
    ['an index outside of the list', [{ op: 'add', path: '/list/9', value: 2 }]],
    ['no list', {}],
  ])('refuses %s', (_, patch) => expect(() => patched({ a: 1, list: [] }, json, patch)).toThrow(PatchError));
});

test('merge patch, RFC 7386: null removes, lists are replaced', () => {
  const before = { a: { b: 1, c: 2 }, list: [1, 2], gone: true };
  expect(patched(before, merge, { a: { b: null, d: 3 }, list: [3], gone: null })).toEqual({ a: { c: 2, d: 3 }, list: [3] });
});

describe('strategic merge patch', () => {
  test.each<[string, Json, Json, Json]>([
    [
      'lists are merged by the key of their kind',
      {
        containers: [
          { name: 'a', image: '1', args: ['x'] },
          { name: 'b', image: '1' },
        ],
      },
      {
        containers: [
          { name: 'a', image: '2' },
          { name: 'c', image: '1' },
        ],
        '$setElementOrder/containers': [{ name: 'a' }],
      },
      {
        containers: [
          { name: 'a', image: '2', args: ['x'] },
          { name: 'b', image: '1' },
          { name: 'c', image: '1' },
        ],
      },
    ],
    [
      'an element is deleted',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ name: 'a', $patch: 'delete' }] },
      { containers: [{ name: 'b' }] },
    ],
    [
      'ports of a Service are merged by port',
      { ports: [{ port: 80, nodePort: 1 }] },
      { ports: [{ port: 80, nodePort: 2 }] },
      { ports: [{ port: 80, nodePort: 2 }] },
    ],
    ['other lists are replaced', { args: ['a', 'b'] }, { args: ['c'] }, { args: ['c'] }],
    ['finalizers are a set', { finalizers: ['a'] }, { finalizers: ['a', 'b'] }, { finalizers: ['a', 'b'] }],
    ['values are deleted from a list', { finalizers: ['a', 'b'] }, { '$deleteFromPrimitiveList/finalizers': ['a'] }, { finalizers: ['b'] }],
    [
      'keys are retained',
      { strategy: { type: 'Recreate', rollingUpdate: {} } },
      { strategy: { $retainKeys: ['type'], type: 'OnDelete' } },
      { strategy: { type: 'OnDelete' } },
    ],
    ['a map is replaced', { labels: { a: '1' } }, { labels: { $patch: 'replace', b: '2' } }, { labels: { b: '2' } }],
  ])('%s', (_, before, patch, after) => expect(patched(before, strategic, patch)).toEqual(after));
});

test('a type that nobody knows is refused', () => expect(() => patched({}, 'text/plain', {})).toThrow(/unknown format/));
