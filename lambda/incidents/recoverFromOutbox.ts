/** An incident whose memory was lost, and that people were told of, is taken up again from what was said: it is neither told twice nor called over. */

import { type Life, newLife } from './lifecycle/incident.ts';
import { type Entry, isClosing } from './outbox/entry.ts';
import type { State } from './state.ts';
import { accountOf, fingerprintOf, type Subject } from './types.ts';

export function adopt(state: State): State {
  const found = [...lastEntries(state.entries.values())].flatMap(lost).filter(({ fingerprint }) => !state.lives.has(fingerprint));
  if (found.length === 0) return state;
  return { ...state, lives: new Map([...state.lives, ...found.map((life) => [life.fingerprint, life] as const)]) };
}

function lastEntries(entries: Iterable<Entry>): Iterable<Entry> {
  const last = new Map<string, Entry>();
  for (const entry of entries) if ((last.get(entry.thread)?.sequence ?? 0) < entry.sequence) last.set(entry.thread, entry);
  return last.values();
}

function lost(entry: Entry): readonly Life[] {
  if (isClosing(entry) || entry.announcement.kind === 'digest') return [];
  return subjectsOf(entry).map((subject) => lifeOf(entry, subject));
}

function subjectsOf({ announcement, about }: Entry): readonly Subject[] {
  const { check, region, cluster, members } = announcement;
  if (check === 'reading') return [{ check, account: null, region, cluster, loadBalancer: null, name: cluster ?? region }];
  return about.map((arn) => {
    const name = arn.split('/')[2] ?? arn;
    const known = members.find((member) => member.loadBalancer === name)?.cluster ?? cluster;
    return { check, account: accountOf(arn), region, cluster: known, loadBalancer: arn, name };
  });
}

function lifeOf({ announcement, said, thread, createdAt }: Entry, subject: Subject): Life {
  const member = announcement.members.find(({ loadBalancer }) => loadBalancer === subject.name);
  return {
    ...newLife(fingerprintOf(subject), subject),
    phase: 'firing',
    incidentId: member?.incidentId ?? thread,
    openedAt: announcement.since,
    firedAt: createdAt,
    severity: member?.severity ?? said.severity,
    cause: said.cause,
    thread,
  };
}
