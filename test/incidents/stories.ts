/** Stories of bad days, and the laws that must hold whatever happens in them. */

import fc from 'fast-check';
import type { Incident } from '../../lambda/incidents/lifecycle/incident.ts';
import type { Notification, Sink } from '../../lambda/incidents/outbox/notification.ts';
import type { Policy } from '../../lambda/incidents/policy.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import type { Item, Store } from '../../lambda/incidents/store/store.ts';
import { believed, type Death, type Line, type Monitor, monitorOf, quick, world } from './worlds.ts';

export interface Minute {
  readonly status: 'healthy' | 'down' | 'degraded' | 'unknown';
  readonly cause: 'cilium/l7-proxy-off' | 'aws/stale-targets';
  readonly line: Line;
  readonly death: Death | undefined;
  /** Another run starts in the middle of this one, and sees this. */
  readonly overlap: { readonly status: Minute['status']; readonly between: 'looking' | 'intending' } | undefined;
}

const status = fc.constantFrom<Minute['status']>('healthy', 'down', 'down', 'degraded', 'unknown');

export const minutes: fc.Arbitrary<readonly Minute[]> = fc.array(
  fc.record({
    status,
    cause: fc.constantFrom<Minute['cause']>('cilium/l7-proxy-off', 'aws/stale-targets'),
    line: fc.constantFrom<Line>('ok', 'ok', 'reject', 'lost'),
    death: fc.constantFrom<Death | undefined>(undefined, undefined, undefined, 'claimed', 'intended', 'sent', 'acknowledged'),
    overlap: fc.option(fc.record({ status, between: fc.constantFrom<'looking' | 'intending'>('looking', 'intending') }), {
      nil: undefined,
      freq: 4,
    }),
  }),
  { maxLength: 9 },
);

/** Which law was broken, and how. */
export class Broken extends Error {
  readonly law: string;
  constructor(law: string, how: string) {
    super(`${law}: ${how}`);
    this.law = law;
  }
}

/** What a mutant changes; everything left out is the product. */
export interface Mutant {
  readonly policy?: Policy;
  readonly store?: (store: Store, day: Day) => Store;
  readonly around?: (sink: Sink, day: Day) => Sink;
  readonly sees?: (status: Minute['status']) => Minute['status'];
  /** Called when a process has died: what was only in its memory is gone. */
  readonly died?: () => void;
}

/** What a mutant may look at while a story is told. */
export interface Day {
  minute: number;
  status: Minute['status'];
  readonly taken: Notification[];
}

const calm = 8;

/** @throws Broken */
export async function tell(story: readonly Minute[], mutant: Mutant = {}): Promise<void> {
  const day: Day = { minute: 0, status: 'healthy', taken: [] };
  const kept = memoryStore();
  const monitor = monitorIn(kept, day, mutant);
  let excuses = 0;
  for (const minute of story) excuses += await live(monitor, minute, day, mutant);
  const [bad, good] = [await calmly('down', kept.dump(), day, mutant), await calmly('healthy', kept.dump(), day, mutant)];
  lawsOf(day.taken, excuses);
  lawsOf(bad, excuses);
  lawsOf(good, excuses);
  if (believed(bad) !== 'firing') throw new Broken('I1', `after ${calm} bad minutes people believe: ${believed(bad)}`);
  if (believed(good) === 'firing') throw new Broken('I2', `after ${calm} good minutes people still believe that it is firing`);
}

function monitorIn(kept: Store, day: Day, { policy = quick, store = (one) => one, around = (sink) => sink }: Mutant): Monitor {
  return monitorOf({ policy, store: store(kept, day), taken: day.taken, around: (sink) => around(sink, day) });
}

/** @returns how many repetitions this minute excuses */
async function live(
  monitor: Monitor,
  { status: seen, cause, line, death, overlap }: Minute,
  day: Day,
  { sees = (one) => one, died }: Mutant,
): Promise<number> {
  const at = day.minute;
  day.minute += 1;
  day.status = sees(seen);
  const during = async () => {
    if (overlap !== undefined) await monitor.check(at + 0.9, world({ status: sees(overlap.status), cause }));
  };
  await monitor.check(at, world({ status: day.status, cause }), {
    line,
    during,
    between: overlap?.between ?? 'intending',
    ...(death === undefined ? {} : { death }),
  });
  if (death !== undefined) died?.();
  return Number(line === 'lost') + Number(death === 'sent') + Number(overlap !== undefined);
}

/** The story goes on in quiet, from a copy of what was remembered. */
async function calmly(then: 'down' | 'healthy', items: readonly Item[], day: Day, mutant: Mutant): Promise<readonly Notification[]> {
  const copy: Day = { ...day, status: then, taken: [...day.taken] };
  const monitor = monitorIn(memoryStore(items), copy, mutant);
  for (let more = 0; more < calm; more += 1) {
    copy.minute += 1;
    await monitor.check(copy.minute, world({ status: then, cause: 'cilium/l7-proxy-off' }));
  }
  return copy.taken;
}

function lawsOf(taken: readonly Notification[], excuses: number): void {
  const contents = new Map<string, string>();
  for (const one of taken) {
    const content = JSON.stringify(one);
    if ((contents.get(one.key) ?? content) !== content) throw new Broken('I8', `the key ${one.key} carries two contents`);
    contents.set(one.key, content);
  }
  const repeats = taken.length - contents.size;
  if (repeats > excuses) throw new Broken('I3', `${repeats} repetitions, ${excuses} of them excused`);
  const opened = new Set<string>();
  for (const { kind, incidentId } of taken) {
    if (kind === 'opened' || kind === 'reopened') opened.add(incidentId);
    if ((kind === 'resolved' || kind === 'gone') && !opened.has(incidentId))
      throw new Broken('I6', `${incidentId} is called over, and nobody was told that it began`);
  }
}

/** What opens or closes, of every incident that has begun. */
const countersOf = (items: readonly Item[]) =>
  items
    .filter(({ id, body }) => id.startsWith('incident ') && body !== null)
    .map(({ body }) => body as Incident)
    .filter(({ phase }) => phase === 'pending' || phase === 'firing' || phase === 'recovering')
    .map(({ phase, bad, good, recent, reopens, incidentId }) => JSON.stringify([phase, bad, good, recent, reopens, incidentId]));

/** Whatever happened before: minutes that cannot be seen change nothing that opens or closes. @throws Broken */
export async function stayBlind(
  before: readonly Minute['status'][],
  many: number,
  { sees = (one) => one, policy = quick }: Mutant = {},
): Promise<void> {
  const store = memoryStore();
  const { check, taken } = monitorOf({ store, policy });
  for (const [minute, status] of before.entries()) await check(minute, world({ status: sees(status), cause: 'cilium/l7-proxy-off' }));
  const [counters, ends] = [countersOf(store.dump()), taken.filter(isEnd).length];
  for (let minute = before.length; minute < before.length + many; minute += 1) await check(minute, world({ status: sees('unknown') }));
  const after = countersOf(store.dump());
  if (JSON.stringify(after) !== JSON.stringify(counters)) throw new Broken('I5', `${counters} became ${after}`);
  if (taken.filter(isEnd).length > ends) throw new Broken('I5', 'an end was told while nothing could be seen');
}

const isEnd = ({ kind }: Notification) => kind === 'resolved' || kind === 'gone';

/** Two hours of flapping stay within what is promised. @throws Broken */
export async function flap(
  bad: number,
  good: number,
  { policy = { ...quick, longestHold: 64, recoveries: 2 } }: Mutant = {},
): Promise<void> {
  const many = 120;
  const { check, taken } = monitorOf({ policy });
  for (let minute = 0; minute < many; minute += 1)
    await check(minute, world({ status: minute % (bad + good) < bad ? 'degraded' : 'healthy', cause: 'cilium/l7-proxy-off' }));
  const most = 2 * (Math.log2(64 / 2) + 1) + (2 * many) / 64 + many / 240;
  if (taken.length > most) throw new Broken('I7', `${taken.length} messages, at most ${most}`);
}
