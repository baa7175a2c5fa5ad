/** Which incidents inhibit which others: a fixed table without cycles, evaluated anew in each run. */

import { type Incident, isOpen } from './incident.ts';

/** A region that cannot be read ranks above its clusters, and these above their load balancers. */
export type Level = 'region' | 'cluster' | 'loadBalancer';

/** `silent`: no new notification; `noReminder`: only that it opened, changed or ended; `noCause`: notified without a statement about the cause. */
export type Effect = 'silent' | 'noReminder' | 'noCause';

export const inhibitions: readonly { readonly source: Level; readonly target: Level; readonly effect: Effect }[] = [
  { source: 'region', target: 'cluster', effect: 'silent' },
  { source: 'region', target: 'loadBalancer', effect: 'noReminder' },
  { source: 'cluster', target: 'loadBalancer', effect: 'noCause' },
];

export function levelOf({ subject }: Incident): Level {
  if (subject.check !== 'reading') return 'loadBalancer';
  return subject.cluster === null ? 'region' : 'cluster';
}

/** Which effects apply to an incident. Only open incidents inhibit; a source inhibits neither itself nor what ranks above it. */
export function inhibitor(incidents: Iterable<Incident>): (incident: Incident) => ReadonlySet<Effect> {
  const sources = [...incidents].filter((incident) => isOpen(incident) && incident.subject.check === 'reading');
  if (sources.length === 0) return () => none;
  return (incident) => {
    const effects = inhibitions.filter(
      ({ source, target }) =>
        target === levelOf(incident) && sources.some((candidate) => levelOf(candidate) === source && covers(candidate, incident)),
    );
    return effects.length === 0 ? none : new Set(effects.map(({ effect }) => effect));
  };
}

const none: ReadonlySet<Effect> = new Set();

function covers({ subject: source }: Incident, { subject }: Incident): boolean {
  if (source.region !== subject.region) return false;
  return source.cluster === null || source.cluster === subject.cluster;
}
