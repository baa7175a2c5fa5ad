/** The path is drawn hop by hop: broken where a cause was chosen, ok only by a fact, failing where it was seen to fail, otherwise unknown. */

import { describe, expect, test } from '@jest/globals';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { LoadBalancerDiagnosis, PathHop, Status } from '../../lambda/diagnose/diagnosis.ts';
import type { Hop } from '../../lambda/diagnose/finding.ts';
import { pathOf } from '../../lambda/diagnose/path.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { targetCounts } from '../../lambda/diagnose/targetCounts.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
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

describe('target groups', () => {
  test.each<readonly [readonly string[], Status, string, string]>([
    [['healthy', 'healthy'], 'healthy', 'ok', '2 of 2 targets healthy'],
    [['healthy', 'unhealthy'], 'degraded', 'failing', '1 of 2 targets healthy'],
    [['unhealthy', 'unhealthy'], 'down', 'failing', '0 of 2 targets healthy'],
    [['unhealthy'], 'down', 'failing', '0 of 1 target healthy'],
  ])('%j, status %s: %s', (states, status, state, text) => {
    expect(path(states, status).get('target-group')).toEqual({ state, text });
  });
});

/** What a hop says when it is well. */
const saysItIsWell = (text: string): boolean =>
  [/health checks pass/, /admits/, /\b(\d+) of \1\b/, /active$/, /attached$/, /no part of the health check/].some((well) =>
    well.test(text),
  );

type Check = (hop: PathHop, one: LoadBalancerDiagnosis) => string | undefined;

/** The text and the state of the target groups are what the counts say. */
const followsTheCounts: Check = ({ hop, state, text }, one) => {
  const { healthy, expected } = targetCounts(one);
  if (hop !== 'target-group' || expected === 0) return undefined;
  if (!text.startsWith(`${healthy} of ${expected} `)) return `${healthy} of ${expected} are healthy`;
  return state === 'broken' || state === (healthy === expected ? 'ok' : 'failing') ? undefined : 'the counts say otherwise';
};

const isNotCounted: Check = ({ state, text }) =>
  state === 'unknown' && /\b\d+ of \d+\b/.test(text) ? 'what was counted is not unknown' : undefined;

const readsAsFailing: Check = ({ state, text }) => (state === 'failing' && saysItIsWell(text) ? 'it reads as if all were well' : undefined);

const titles = new Map<string, string>(rules.map(({ id, title }) => [id, title]));

/** A break ends with the title of a cause of this hop, and what stands before it does not say that all is well. */
const breaksInItsOwnWords: Check = ({ hop, state, text }, { findings }) => {
  if (state !== 'broken') return undefined;
  const named = findings.filter((one) => one.kind === 'cause' && one.hop === hop).map(({ rule }) => titles.get(rule) ?? rule);
  const title = named.find((one) => text.endsWith(one));
  if (title === undefined) return 'no cause of this hop is named';
  return saysItIsWell(text.slice(0, -title.length).replace(/: $/, '')) ? 'its own text says that all is well' : undefined;
};

describe('in every world', () => {
  const checks = [followsTheCounts, isNotCounted, readsAsFailing, breaksInItsOwnWords];
  const complaints = (folder: string, one: LoadBalancerDiagnosis) =>
    one.path.flatMap((hop) =>
      checks.flatMap((check) => {
        const why = check(hop, one);
        return why === undefined ? [] : [`${folder}, ${hop.hop} (${hop.state}) "${hop.text}": ${why}`];
      }),
    );

  test('no hop contradicts its own state, the break that is drawn there, or the counts', () => {
    const loadBalancers: (readonly [string, LoadBalancerDiagnosis])[] = [];
    for (const name of worldNames) {
      const diagnosis = diagnose(joinTopology(readWorld(name)));
      loadBalancers.push(...diagnosis.loadBalancers.map((one) => [name, one] as const));
    }
    expect(loadBalancers.flatMap(([folder, one]) => complaints(folder, one))).toEqual([]);
    const breaks = loadBalancers.flatMap(([, { path }]) => path.filter(({ state }) => state === 'broken'));
    expect(breaks.length).toBeGreaterThan(40);
  });
});
