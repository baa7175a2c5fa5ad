/** The path is drawn hop by hop: broken where a cause was chosen, ok only by a fact, otherwise unknown. */

import { describe, expect, test } from '@jest/globals';
import type { Status } from '../../lambda/diagnose/diagnosis.ts';
import type { Hop } from '../../lambda/diagnose/finding.ts';
import { pathOf } from '../../lambda/diagnose/path.ts';
import { loadBalancerWith } from './engineFixture.ts';

const path = (
  states: readonly string[],
  status: Status,
  breaks: readonly (readonly [Hop, string])[] = [],
  excluded: readonly string[] = [],
) =>
  new Map(
    pathOf(loadBalancerWith(states), {
      status,
      breaks: new Map(breaks),
      ruledOut: excluded.map((rule) => ({ rule, because: 'the rules admit it' })),
    }).map(({ hop, state, text }) => [hop, { state, text }]),
  );

test('a healthy load balancer has no broken hop', () => {
  const states = [...path(['healthy'], 'healthy').values()].map(({ state }) => state);
  expect(states).not.toContain('broken');
  expect(states.filter((state) => state === 'ok').length).toBeGreaterThan(2);
});

test('the hops stand in the order from the load balancer to the pod', () => {
  expect([...path(['healthy'], 'healthy').keys()]).toEqual([
    'load-balancer',
    'listener',
    'target-group',
    'network',
    'node-port',
    'backend',
  ]);
});

describe('a break', () => {
  test('is drawn at the hop of the cause, with its words', () => {
    const hop = path(['unhealthy'], 'down', [['node-port', 'nothing listens']]).get('node-port');
    expect(hop?.state).toBe('broken');
    expect(hop?.text).toContain('nothing listens');
  });

  test('is drawn at a hop that has nothing else to show', () => {
    expect(path(['unhealthy'], 'down', [['envoy', 'no Envoy runs']]).get('envoy')).toEqual({ state: 'broken', text: 'no Envoy runs' });
  });
});

test('the network is ok only by an exclusion or by passing health checks', () => {
  expect(path(['unhealthy'], 'down').get('network')?.state).toBe('unknown');
  expect(path(['unhealthy'], 'down', [], ['aws/security-group-blocks-health-check']).get('network')?.state).toBe('ok');
  expect(path(['healthy'], 'healthy').get('network')?.state).toBe('ok');
});

test('listeners that were not read are unknown', () => {
  expect(path(['healthy'], 'healthy').get('listener')).toEqual({ state: 'unknown', text: 'listeners were not read' });
});
