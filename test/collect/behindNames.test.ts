/** What tags tell of Services and Gateways requested by name, and how long one region waits for the tags of another. */

import { describe, expect, test } from '@jest/globals';
import { createRollCall, mayServe, type ObjectNames, unnamed } from '../../lambda/collect/aws/objectNames.ts';
import { startBudget } from '../../lambda/collect/io/budget.ts';

const none: ObjectNames = { services: [], gateways: [] };
const web: ObjectNames = { services: [{ namespace: 'apps', name: 'web' }], gateways: [] };
const edge: ObjectNames = { services: [], gateways: [{ namespace: 'edge', name: 'public' }] };
const stack = (value: string) => new Map([['service.k8s.aws/stack', value]]);
const ofController = (value: string) => new Map([['gateway.k8s.aws.nlb/stack', value]]);

describe('a load balancer may serve', () => {
  test.each<readonly [string, ReadonlyMap<string, string> | undefined, ObjectNames, ObjectNames, boolean]>([
    ['the Service its tags name', stack('apps/web'), web, none, true],
    ['the Service that the cloud provider names', new Map([['kubernetes.io/service-name', 'apps/web']]), web, none, true],
    ['no other than its tags name, even if that one is nowhere', stack('apps/other'), web, web, false],
    ['the Gateway whose Service its tags name', stack('edge/cilium-gateway-public'), edge, none, true],
    ['the Gateway that its tags name', ofController('edge/public'), edge, none, true],
    ['no other Gateway', ofController('edge/private'), edge, none, false],
    ['a Gateway of the same namespace that no tags name: its Service may have any name', stack('edge/any'), edge, edge, true],
    ['no Gateway of another namespace', stack('apps/any'), edge, edge, false],
    ['what no tags name, where it has none', undefined, web, web, true],
    ['nothing, where it has no tags and tags name all', undefined, web, none, false],
  ])('%s', (_, tags, names, missing, expected) => expect(mayServe(tags, names, missing)).toBe(expected));
});

test('what no tags name is left over', () => {
  const names = { ...web, ...{ gateways: edge.gateways } };
  expect(unnamed(names, [stack('apps/web')])).toEqual(edge);
  expect(unnamed(names, [stack('apps/web'), stack('edge/cilium-gateway-public')])).toEqual(none);
  expect(unnamed(names, [])).toEqual(names);
});

describe('a region', () => {
  test('waits for what the others find', async () => {
    const call = createRollCall(web, ['a', 'b'], startBudget(60_000));
    call.report('a', []);
    const missing = call.missing();
    call.report('b', [stack('apps/web')]);
    expect(await missing).toEqual(none);
  });

  test('does not wait to the end for one that hangs', async () => {
    const budget = startBudget(6_000);
    const call = createRollCall(web, ['a', 'b'], budget);
    call.report('a', [stack('apps/web')]);
    expect(await call.missing()).toEqual(none);
    expect(budget.signal.aborted).toBe(false);
  });
});
