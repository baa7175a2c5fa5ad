/** Whether a stored item can be understood: what is broken is set aside, and the run goes on without it. */

import * as z from 'zod/mini';
import type { Item } from './store.ts';

/** The fields without which the life of an incident cannot go on; what else there is was written by this code. */
const shapes: Readonly<Record<string, z.ZodMiniType>> = {
  life: z.looseObject({
    fingerprint: z.string(),
    phase: z.enum(['ok', 'pending', 'firing', 'recovering', 'gone']),
    subject: z.looseObject({ check: z.string(), region: z.string(), name: z.string() }),
    recent: z.string(),
    bad: z.number(),
    good: z.number(),
    severity: z.enum(['critical', 'high', 'warning', 'info']),
  }),
  baseline: z.looseObject({ loadBalancer: z.string() }),
  shared: z.record(z.string(), z.looseObject({ parts: z.record(z.string(), z.string()) })),
  entry: z.looseObject({
    id: z.string(),
    thread: z.string(),
    sequence: z.number(),
    createdAt: z.string(),
    announcement: z.looseObject({ key: z.string(), kind: z.string(), severity: z.string(), members: z.array(z.unknown()) }),
    said: z.looseObject({ severity: z.string() }),
    about: z.array(z.string()),
    covers: z.array(z.string()),
    deliveries: z.record(z.string(), z.looseObject({ state: z.string(), attempts: z.number() })),
  }),
  silence: z.looseObject({
    kind: z.literal('silence'),
    id: z.string(),
    matchers: z.looseObject({}),
    startsAt: z.string(),
    endsAt: z.string(),
  }),
  acknowledgement: z.looseObject({
    kind: z.literal('acknowledgement'),
    id: z.string(),
    incidentId: z.string(),
    mode: z.enum(['normal', 'sticky']),
    at: z.string(),
  }),
};

export function isSound(item: Item): boolean {
  const shape = shapes[item.partition === 'OUTBOX' ? 'entry' : (item.id.split(' ')[0] ?? '')];
  return shape?.safeParse(item.body).success === true;
}
