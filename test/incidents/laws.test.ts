/** The laws of telling (reliability by property): nothing lost, nothing called over unseen, repetitions only where they are excused. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inhibitions, type inhibitions as Table } from '../../lambda/incidents/lifecycle/inhibit.ts';
import type { Notification } from '../../lambda/incidents/outbox/notification.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import { flap, minutes, stayBlind, tell } from './stories.ts';
import { at, believed, monitorOf, quick, type Seen, world } from './worlds.ts';

const runs = Number(process.env.NLB_DOCTOR_RUNS ?? 40);
const holds = (property: Parameters<typeof fc.assert>[0], many = runs) => fc.assert(property as never, { numRuns: many }) as Promise<void>;
const status = fc.constantFrom<Seen['status']>('healthy', 'down', 'degraded', 'unknown');
const keys = (taken: readonly Notification[]) => taken.map(({ key }) => key);

test('I1, I2, I3, I6, I8: whatever fails, dies or overlaps', async () => {
  await holds(fc.asyncProperty(minutes, (story) => tell(story)));
}, 600_000);

test('I4: a clean run is one beginning and one end of the same incident', async () => {
  await holds(
    fc.asyncProperty(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 3, max: 12 }), async (bad, good) => {
      const { check, taken } = monitorOf();
      for (let minute = 0; minute < bad + good; minute += 1)
        await check(minute, world({ status: minute < bad ? 'down' : 'healthy', cause: 'cilium/l7-proxy-off' }));
      expect(taken.map(({ kind }) => kind)).toEqual(['opened', 'resolved']);
      expect(new Set(taken.map(({ incidentId }) => incidentId)).size).toBe(1);
    }),
    Math.min(runs, 500),
  );
});

test('I5: what cannot be seen opens nothing and closes nothing, whatever was before, for however long', async () => {
  await holds(
    fc.asyncProperty(fc.array(status, { maxLength: 6 }), fc.integer({ min: 1, max: 12 }), (before, many) => stayBlind(before, many)),
    Math.min(runs, 5_000),
  );
}, 120_000);

test('I7: however it flaps, messages stay within the bound', async () => {
  await holds(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (bad, good) => flap(bad, good)),
    Math.min(runs, 60),
  );
}, 120_000);

test('I9: what is shorter than the threshold is not told', async () => {
  await holds(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (blips) => {
      const { check, taken } = monitorOf({ policy: { ...quick, failures: 2, failuresWhenDown: 2, failuresInWindow: 6, window: 6 } });
      let minute = 0;
      for (const isBlip of blips) {
        await check(minute++, world({ status: isBlip ? 'down' : 'healthy' }));
        await check(minute++, world({ status: 'healthy' }));
      }
      expect(taken).toEqual([]);
    }),
    Math.min(runs, 4_000),
  );
}, 120_000);

const several = fc.array(
  fc.array(
    fc.record({ name: fc.constantFrom('a', 'b', 'c'), status, cause: fc.constantFrom('cilium/l7-proxy-off', 'aws/stale-targets') }),
    { maxLength: 4 },
  ),
  { maxLength: 6 },
);
const distinct = (seen: readonly Seen[]) => [...new Map(seen.map((one) => [one.name, one])).values()];

async function lived(story: readonly (readonly Seen[])[], order: (seen: readonly Seen[]) => readonly Seen[] = (seen) => seen) {
  const store = memoryStore();
  const { check, taken } = monitorOf({ store });
  for (const [minute, seen] of story.entries()) await check(minute, world(...order(distinct(seen))));
  return { taken, items: store.dump() };
}

test('I10, I11: the same sights give the same bytes, in whatever order they come', async () => {
  await holds(
    fc.asyncProperty(several, async (story) => {
      const [first, again, turned] = [await lived(story), await lived(story), await lived(story, (seen) => seen.toReversed())];
      expect(JSON.stringify(again)).toBe(JSON.stringify(first));
      const sorted = (items: readonly { readonly partition: string; readonly id: string }[]) =>
        items.toSorted((a, b) => (`${a.partition}${a.id}` < `${b.partition}${b.id}` ? -1 : 1));
      expect(JSON.stringify(sorted(turned.items))).toBe(JSON.stringify(sorted(first.items)));
      expect(keys(turned.taken).toSorted()).toEqual(keys(first.taken).toSorted());
    }),
    Math.min(runs, 2_000),
  );
}, 120_000);

test('I12: what happens to one load balancer changes nothing that is told of another', async () => {
  const own = (taken: readonly Notification[]) =>
    taken
      .filter(({ members }) => members.some(({ loadBalancer }) => loadBalancer === 'a'))
      .map(({ key, severity, cause }) => [key, severity, cause]);
  await holds(
    fc.asyncProperty(fc.array(status, { maxLength: 8 }), fc.array(status, { maxLength: 8 }), async (mine, others) => {
      const causeOf = (name: string) => (name === 'a' ? 'cilium/l7-proxy-off' : 'aws/stale-targets');
      const with_ = mine.map((one, minute) => [
        { name: 'a', status: one, cause: causeOf('a') },
        { name: 'b', status: others[minute] ?? 'healthy', cause: causeOf('b') },
      ]);
      const without = mine.map((one) => [{ name: 'a', status: one, cause: causeOf('a') }]);
      expect(own((await lived(with_)).taken)).toEqual(own((await lived(without)).taken));
    }),
    Math.min(runs, 2_000),
  );
}, 120_000);

test('I12: a region that cannot be read adds its own message, and changes no other', async () => {
  const edge = async (story: readonly Seen['status'][], blind: readonly boolean[] | undefined) => {
    const { check, taken } = monitorOf();
    for (const [minute, one] of story.entries()) {
      const seen = world({ status: one, cause: 'x/y' });
      const gap = { what: 'elasticloadbalancing:DescribeLoadBalancers', region: 'us-east-1', cluster: null, error: 'denied' };
      const coverage = {
        ...seen.coverage,
        regions: [...seen.coverage.regions, 'us-east-1'],
        notRead: blind?.[minute] === false ? [] : [gap],
      };
      await check(minute, blind === undefined ? seen : { ...seen, coverage });
    }
    return taken;
  };
  await holds(
    fc.asyncProperty(fc.array(status, { maxLength: 12 }), fc.array(fc.boolean(), { maxLength: 12 }), async (story, blind) => {
      const own = (await edge(story, blind)).filter(({ check }) => check !== 'reading');
      expect(JSON.stringify(own)).toBe(JSON.stringify(await edge(story, undefined)));
    }),
    Math.min(runs, 1_000),
  );
}, 120_000);

test('I13: a check delivered twice is one check', async () => {
  await holds(
    fc.asyncProperty(fc.array(status, { maxLength: 8 }), async (story) => {
      const [once, twice] = [monitorOf(), monitorOf()];
      for (const [minute, one] of story.entries()) {
        await once.check(minute, world({ status: one }));
        await twice.check(minute, world({ status: one }));
        await twice.check(minute + 0.95, world({ status: one }), { name: at(minute) });
      }
      expect(JSON.stringify(twice.taken)).toBe(JSON.stringify(once.taken));
    }),
    Math.min(runs, 2_000),
  );
}, 120_000);

test('I14: of many with one cause every one is counted, once', async () => {
  await holds(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (many) => {
      const { check, taken } = monitorOf();
      const seen = Array.from({ length: many }, (_, number) => ({
        name: `edge-${number}`,
        status: 'degraded' as const,
        cause: 'cilium/l7-proxy-off',
      }));
      for (let minute = 0; minute < 4; minute += 1) await check(minute, world(...seen));
      expect(taken).toHaveLength(1);
      expect((taken[0]?.members.length ?? 0) + (taken[0]?.more ?? 0)).toBe(many);
      expect(new Set(taken[0]?.members.map(({ loadBalancer }) => loadBalancer)).size).toBe(Math.min(10, many));
    }),
    Math.min(runs, 60),
  );
}, 60_000);

test('I15: what inhibits what has no circle', () => {
  const rank: Readonly<Record<(typeof Table)[number]['source'], number>> = { region: 2, cluster: 1, loadBalancer: 0 };
  expect(inhibitions.length).toBeGreaterThan(0);
  for (const { source, target } of inhibitions) expect(rank[source]).toBeGreaterThan(rank[target]);
});

test('I18: a memory that was written and read again goes on as if it had not been', async () => {
  await holds(
    fc.asyncProperty(fc.array(status, { minLength: 1, maxLength: 8 }), fc.nat(7), async (story, cut) => {
      const whole = monitorOf();
      for (const [minute, one] of story.entries()) await whole.check(minute, world({ status: one, cause: 'x/y' }));
      const first = memoryStore();
      const taken: Notification[] = [];
      const before = monitorOf({ store: first, taken });
      for (const [minute, one] of story.slice(0, cut).entries()) await before.check(minute, world({ status: one, cause: 'x/y' }));
      const read = memoryStore(JSON.parse(JSON.stringify(first.dump())));
      const after = monitorOf({ store: read, taken });
      for (const [minute, one] of story.slice(cut).entries())
        await after.check(minute + Math.min(cut, story.length), world({ status: one, cause: 'x/y' }));
      expect(JSON.stringify(taken)).toBe(JSON.stringify(whole.taken));
    }),
    Math.min(runs, 2_000),
  );
}, 120_000);

describe('I19: a silence', () => {
  const silenced = async (story: readonly Seen['status'][], endsAt: number) => {
    const store = memoryStore();
    const body = {
      kind: 'silence',
      id: 's',
      matchers: { loadBalancer: 'edge' },
      startsAt: at(-1),
      endsAt: at(endsAt),
      author: 'a',
      reason: 'r',
      throughEscalation: true,
    };
    await store.put({ partition: 'SILENCE', id: 'silence s', revision: 1, fence: 0, schema: 1, expiresAt: null, body });
    const { check, taken } = monitorOf({ store });
    for (const [minute, one] of story.entries()) await check(minute, world({ status: one, cause: 'x/y' }));
    return taken;
  };

  test('and its end leave the same incidents as a run that knew none', async () => {
    await holds(
      fc.asyncProperty(fc.array(status, { maxLength: 6 }), fc.constantFrom('down' as const, 'healthy' as const), async (story, then) => {
        const whole = [...story, then, then, then, then, then, then];
        const [muted, free] = [await silenced(whole, story.length), await silenced(whole, -1)];
        // Who was told nothing need not be told that it is over.
        expect([believed(free), 'never told']).toContain(believed(muted));
        if (then === 'down') expect(believed(muted)).toBe('firing');
        const ids = new Set(free.map(({ incidentId }) => incidentId));
        for (const { incidentId } of muted) expect(ids).toContain(incidentId);
      }),
      Math.min(runs, 1_000),
    );
  }, 120_000);

  test('changes nothing but what is told while it lasts: where it ends in trouble, the trouble is told once', async () => {
    await holds(
      fc.asyncProperty(fc.array(status, { maxLength: 6 }), async (story) => {
        const [quiet, bad] = [await silenced(story, 20), await silenced([...story, 'down', 'down', 'down', 'down'], story.length + 2)];
        expect(quiet).toEqual([]);
        expect(believed(bad)).toBe('firing');
        expect(bad.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
      }),
      Math.min(runs, 2_000),
    );
  }, 120_000);
});
