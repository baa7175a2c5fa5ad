/** Regions and clusters as things that are watched themselves: whether they can be read. */

import type { ClusterDiagnosis, Diagnosis } from '../diagnose/diagnosis.ts';
import type { Coverage } from './coverage.ts';
import { fingerprintOf, type Subject } from './fingerprint.ts';
import type { Observation, Sighting } from './observation.ts';

export const scopesSeen = ({ clusters }: Diagnosis, coverage: Coverage): readonly Sighting[] => [
  ...[...coverage.asked].map((region) => regionSeen(region, coverage.blind.get(region))),
  ...clusters.map(clusterSeen),
];

const regionSeen = (region: string, refused: readonly string[] | undefined): Sighting =>
  scope(region, null, region, refused === undefined ? { kind: 'healthy' } : unreadable, refused ?? []);

const clusterSeen = ({ name, region, reachable, error }: ClusterDiagnosis): Sighting =>
  scope(region, name, name, readable(reachable), reachable === false && error !== null ? [error] : []);

/** A cluster that nobody had reason to ask is no longer waited for: it closes without a claim that it can be read. */
function readable(reachable: boolean | null): Observation {
  if (reachable === null) return { kind: 'gone' };
  return reachable ? { kind: 'healthy' } : unreadable;
}

const unreadable: Observation = { kind: 'unhealthy', severity: 'warning', cause: null, causeKnown: true, down: false };

function scope(region: string, cluster: string | null, name: string, observation: Observation, notes: readonly string[]): Sighting {
  const subject: Subject = { check: 'reading', account: null, region, cluster, loadBalancer: null, name };
  return { subject, fingerprint: fingerprintOf(subject), observation, diagnosis: null, notes };
}
