/** A day of flapping, minute by minute: how many messages, and how soon the first. */

import { describe, expect, test } from '@jest/globals';
import { bad, healthy, live, sight, subjectOf } from './observations.ts';

const one = subjectOf('edge');
const day = 24 * 60;

function flap(badFor: number, goodFor: number) {
  return live(day, (at) => [sight(one, at % (badFor + goodFor) < badFor ? bad() : healthy)]);
}

describe('a load balancer that flaps for a day', () => {
  test.each([
    { badFor: 1, goodFor: 1, messages: 6, first: 8 },
    { badFor: 2, goodFor: 2, messages: 8, first: 8 },
    { badFor: 2, goodFor: 1, messages: 6, first: 6 },
    { badFor: 3, goodFor: 2, messages: 8, first: 2 },
    { badFor: 4, goodFor: 4, messages: 10, first: 2 },
    { badFor: 10, goodFor: 10, messages: 12, first: 2 },
    { badFor: 30, goodFor: 30, messages: 13, first: 2 },
    { badFor: 60, goodFor: 60, messages: 24, first: 2 },
    { badFor: day, goodFor: 0, messages: 6, first: 2 },
  ])('$badFor bad and $goodFor good: $messages messages', ({ badFor, goodFor, messages, first }) => {
    const { sent } = flap(badFor, goodFor);
    expect(sent.length).toBe(messages);
    // One run more than it takes to be sure: a group that is not critical waits for others of its kind.
    expect(sent[0]?.minute).toBe(first + 1);
  });

  test('critical is told without waiting for others', () => {
    expect(live(10, () => [sight(one, bad({ severity: 'critical' }))]).sent[0]?.minute).toBe(2);
    expect(live(10, () => [sight(one, bad({ severity: 'critical', down: true }))]).sent[0]?.minute).toBe(1);
  });
});
