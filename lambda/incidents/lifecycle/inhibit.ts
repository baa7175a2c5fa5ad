/** Which trouble makes which other trouble not worth telling: a fixed table without cycles, worked out anew in each run. */

import { isOpen, type Life } from './incident.ts';

/** A region that cannot be read stands above its clusters, and these above their load balancers. */
export type Level = 'region' | 'cluster' | 'loadBalancer';

/** `silent`: nothing new is told; `noReminder`: only that it opened, changed or ended; `noCause`: told, without a claim about the cause. */
export type Effect = 'silent' | 'noReminder' | 'noCause';

export const inhibitions: readonly { readonly source: Level; readonly target: Level; readonly effect: Effect }[] = [
  { source: 'region', target: 'cluster', effect: 'silent' },
  { source: 'region', target: 'loadBalancer', effect: 'noReminder' },
  { source: 'cluster', target: 'loadBalancer', effect: 'noCause' },
];

export function levelOf({ subject }: Life): Level {
  if (subject.check !== 'reading') return 'loadBalancer';
  return subject.cluster === null ? 'region' : 'cluster';
}

/** Which effects weigh on a life. Only what is open now inhibits; a source never weighs on itself or on what stands above it. */
export function inhibitor(lives: Iterable<Life>): (life: Life) => ReadonlySet<Effect> {
  const sources = [...lives].filter((life) => isOpen(life) && life.subject.check === 'reading');
  if (sources.length === 0) return () => none;
  return (life) => {
    const effects = inhibitions.filter(
      ({ source, target }) => target === levelOf(life) && sources.some((one) => levelOf(one) === source && covers(one, life)),
    );
    return effects.length === 0 ? none : new Set(effects.map(({ effect }) => effect));
  };
}

const none: ReadonlySet<Effect> = new Set();

function covers({ subject: source }: Life, { subject }: Life): boolean {
  if (source.region !== subject.region) return false;
  return source.cluster === null || source.cluster === subject.cluster;
}
