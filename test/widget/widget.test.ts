/** The dashboard's widget: what it shows, how old it says it is, and that nothing a cluster says gets into the page. */

import { beforeAll, describe, expect, test } from '@jest/globals';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import { handler, shown } from '../../lambda/functions/widget.ts';
import { factsOf } from '../../lambda/incidents/changes/hashes.ts';
import { defaultPolicy } from '../../lambda/incidents/policy.ts';
import { runOnce } from '../../lambda/incidents/run.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import type { Store } from '../../lambda/incidents/store/store.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { plusSeconds } from '../../lambda/text/time.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { patienceMs } from '../patience.ts';

const start = '2026-11-01T00:00:00.000Z';

async function watched(store: Store, scenario: string, from: number, minutes: number): Promise<string> {
  const topology = joinTopology(readSnapshot(`scenarios/${scenario}`));
  const look = async () => ({
    diagnosis: diagnose(topology),
    facts: factsOf(topology),
    watched: { regions: ['eu-west-2'] },
    cursor: undefined,
  });
  let now = start;
  for (let minute = from; minute < from + minutes; minute += 1) {
    now = plusSeconds(start, minute * 60);
    await runOnce({
      store,
      sinks: [],
      policy: defaultPolicy,
      clock: () => now,
      holder: 'test',
      name: now,
      leaseSeconds: 50,
      look,
      signal: AbortSignal.timeout(patienceMs),
      processMemory: { notifiedWithoutStoreAt: undefined },
    });
  }
  return now;
}

const store = memoryStore();
let now: string;
beforeAll(async () => {
  now = await watched(store, 'seed-incident', 0, 3);
});

describe('the widget', () => {
  test('shows the cause, the path, the fix and the incident', async () => {
    const html = await shown(store, plusSeconds(now, 20), false);
    for (const part of [
      'DOWN',
      'k8s-gateway-ciliumga-e070c533ae',
      'Cilium agent',
      '<svg',
      'breaks here',
      'rollout restart',
      'incident i-',
      'critical',
      '20 s ago',
    ])
      expect(html).toContain(part);
    expect(html).not.toMatch(/<script|onerror|javascript:|<link|src=/i);
  });

  test('is readable on dark and on light', async () => {
    expect(await shown(store, now, true)).toContain('color:#d1d5db');
    expect(await shown(store, now, false)).toContain('color:#16191f');
  });

  test('says when what it shows is old', async () => {
    expect(await shown(store, plusSeconds(now, 3_600), false)).toMatch(
      /The last check is 60 min|The last check is 1 h old: what is shown is not the present/,
    );
  });

  test('says that an incident is silenced', async () => {
    const silenced = memoryStore(store.dump());
    const body = {
      kind: 'silence',
      id: 's-1',
      matchers: { cluster: 'obs-eu-dev-cluster' },
      startsAt: start,
      endsAt: plusSeconds(start, 7_200),
      author: 'ann',
      reason: 'x',
      throughEscalation: true,
    };
    await silenced.put({ partition: 'SILENCE', id: 'silence s-1', revision: 1, fence: 0, schema: 1, expiresAt: null, body });
    expect(await shown(silenced, now, false)).toContain(', silenced');
  });

  test('says nothing of what is well again', async () => {
    const healed = memoryStore(store.dump());
    const later = await watched(healed, 'plain-service-local-policy', 5, 1);
    expect(await shown(healed, later, false)).not.toContain('rollout restart');
  });

  test('shows hostile names as text', async () => {
    const evil = '<img src=x onerror=alert(1)>"\u202e';
    const items = store
      .dump()
      .map((item) =>
        item.partition === 'REPORT' && item.id !== 'run'
          ? { ...item, body: JSON.parse(JSON.stringify(item.body).replaceAll('shared-gateway', JSON.stringify(evil).slice(1, -1))) }
          : item,
      );
    const html = await shown(memoryStore(items), now, false);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  test('of an empty memory says that nothing was checked, not that all is well', async () => {
    const html = await shown(memoryStore(), now, false);
    expect(html).toContain('No check has been completed yet.');
    expect(html).not.toContain('Nothing to report');
  });

  test('describes itself, and tells an error as a sentence', async () => {
    expect(await handler({ describe: true })).toContain('### nlb-doctor');
    expect(await handler({})).toContain('NLB_DOCTOR_TABLE is not set');
  });
});
