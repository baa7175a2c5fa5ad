/** Messages that a digest stands for are told when the digest is; where it was lost, they are to be told again. */

import { accepted, type Entry, isAccepted, newDelivery, withDelivery } from './entry.ts';
import type { State } from './state.ts';

export function settled(state: State, now: string): State {
  const after = [...state.entries.values()].map((entry) => settledEntry(entry, state.entries, now));
  if (after.every((entry) => state.entries.get(entry.id) === entry)) return state;
  return { ...state, entries: new Map(after.map((entry) => [entry.id, entry])) };
}

function settledEntry(entry: Entry, entries: State['entries'], now: string): Entry {
  return Object.entries(entry.deliveries).reduce((after, [sink, delivery]) => {
    if (delivery.state !== 'folded') return after;
    const digest = entries.get(delivery.into ?? '')?.deliveries[sink];
    if (digest === undefined) return withDelivery(after, sink, newDelivery);
    return isAccepted(digest) ? withDelivery(after, sink, accepted(delivery, 'sent', digest.at ?? now, delivery.memory)) : after;
  }, entry);
}
