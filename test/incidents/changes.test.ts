/** What changed: since all was well when it begins, since it broke when it is over; what was not read has not changed. */

import { describe, expect, test } from '@jest/globals';
import { changesBetween } from '../../lambda/incidents/changes/baselines.ts';
import type { Facts, KnownFacts } from '../../lambda/incidents/changes/hashes.ts';
import { evaluateObservations } from '../../lambda/incidents/evaluate.ts';
import type { Health } from '../../lambda/incidents/observe/observation.ts';
import type { Notification } from '../../lambda/incidents/outbox/notification.ts';
import { bad, contextAt, deliverAll, healthy, minute, oldState, sight, subjectOf, unknown } from './observations.ts';

const edge = subjectOf('edge');
const object = (parts: Readonly<Record<string, string>>, at: string | null = null) => ({ at, parts });
const config = 'ConfigMap kube-system/cilium-config';
const agents = 'DaemonSet kube-system/cilium';

describe('between two looks', () => {
  test.each<readonly [string, Facts, Facts, readonly string[]]>([
    ['nothing', { [config]: object({ a: '1' }) }, { [config]: object({ a: '1' }) }, []],
    ['a part that is another', { [config]: object({ a: '1', b: '1' }) }, { [config]: object({ a: '2', b: '1' }) }, [`${config} a`]],
    ['a part that was added', { [config]: object({}) }, { [config]: object({ a: '1' }) }, [`${config} a`]],
    ['a part that was taken away', { [config]: object({ a: '1' }) }, { [config]: object({}) }, [`${config} a`]],
    ['an object as a whole', { [config]: object({ '': '1' }) }, { [config]: object({ '': '2' }) }, [config]],
    ['an object that was not read the first time', {}, { [config]: object({ a: '1' }) }, []],
    ['an object that was not read the second time', { [config]: object({ a: '1' }) }, {}, []],
  ])('%s', (_, before, after, changed) => {
    expect(changesBetween(before, after).map(({ what }) => what)).toEqual(changed);
  });

  test('the time is the one the object itself gives', () => {
    const [change] = changesBetween({ [config]: object({ a: '1' }) }, { [config]: object({ a: '2' }, minute(3)) });
    expect(change?.at).toBe(minute(3));
  });
});

interface Look {
  readonly health: Health;
  readonly own?: Facts;
  readonly shared?: Facts;
}

/** Each look is a minute; facts are known only where a look has them. */
function told(looks: readonly Look[]): readonly Notification[] {
  let state = oldState();
  const all: Notification[] = [];
  for (const [at, { health, own, shared }] of looks.entries()) {
    const name = shared === undefined ? null : JSON.stringify(shared);
    const facts: KnownFacts = {
      of: own === undefined && shared === undefined ? new Map() : new Map([[edge.loadBalancer ?? '', { own: own ?? {}, shared: name }]]),
      shared: shared === undefined || name === null ? new Map() : new Map([[name, shared]]),
    };
    const advanced = evaluateObservations(state, [sight(edge, health)], { ...contextAt(minute(at)), facts });
    const delivered = deliverAll(advanced.state, minute(at));
    state = delivered.state;
    all.push(...delivered.sent);
  }
  return all;
}

const ill = bad({ down: true, severity: 'critical' });
const [old, young] = [{ [config]: object({ proxy: 'on' }) }, { [config]: object({ proxy: 'off' }) }];
const whats = (all: readonly Notification[]) => all.map(({ kind, changes }) => [kind, changes.map(({ what }) => what)]);

describe('an incident', () => {
  test('says what broke it when it begins, and what repaired it when it is over', () => {
    const looks: readonly Look[] = [
      { health: healthy, shared: old },
      { health: ill, shared: young },
      { health: ill, shared: young },
      { health: healthy, shared: { ...old, [agents]: object({ spec: '2' }) } },
      { health: healthy, shared: { ...old, [agents]: object({ spec: '2' }) } },
    ];
    expect(whats(told(looks))).toEqual([
      ['opened', [`${config} proxy`]],
      ['resolved', [`${config} proxy`]],
    ]);
  });

  test('that nobody saw healthy before claims no change', () => {
    const looks: readonly Look[] = [
      { health: ill, shared: young },
      { health: ill, shared: young },
    ];
    expect(whats(told(looks))).toEqual([['opened', []]]);
  });

  test('compares with the last healthy look that was read, however long ago', () => {
    const looks: readonly Look[] = [
      { health: healthy, own: { 'Service a/b': object({ ports: '1' }) }, shared: old },
      { health: healthy },
      { health: unknown },
      { health: ill },
      { health: ill, own: { 'Service a/b': object({ ports: '2' }) }, shared: old },
    ];
    expect(whats(told(looks))).toEqual([['opened', ['Service a/b ports']]]);
  });

  test('does not take what it saw while ill for healthy', () => {
    const looks: readonly Look[] = [
      { health: healthy, shared: old },
      { health: ill, shared: young },
      { health: ill, shared: young },
      { health: healthy, shared: young },
      { health: ill, shared: young },
      { health: healthy, shared: old },
      { health: healthy, shared: old },
      { health: healthy, shared: old },
      { health: healthy, shared: old },
    ];
    expect(whats(told(looks)).at(-1)).toEqual(['resolved', [`${config} proxy`]]);
  });
});
