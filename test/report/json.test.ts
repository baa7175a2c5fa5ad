/** JSON: the diagnosis itself, and safe to print. */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonReport } from '../../lambda/report/json.ts';
import { fleet } from './fixture.ts';
import { hostile, poisoned } from './hostile.ts';

test('what is read back is the diagnosis, whatever the names are', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const diagnosis = poisoned(fleet, () => text);
      expect(JSON.parse(jsonReport(diagnosis))).toEqual(diagnosis);
    }),
    { numRuns: 60 },
  );
});

test('the keys stand in the order of the contract', () => {
  const keys = ['format', 'takenAt', 'account', 'cannotTell', 'loadBalancers', 'clusters', 'coverage'];
  expect(Object.keys(JSON.parse(jsonReport(fleet)))).toEqual(keys);
});
