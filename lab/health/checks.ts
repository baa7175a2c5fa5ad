/** Who is checked where: each node of a snapshot gets a loopback address, each target a check of its group's. */

import type { TargetGroup, TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import type { Place } from './listeners.ts';

export interface Check {
  readonly region: string;
  readonly group: TargetGroup;
  /** The target's id. */
  readonly id: string;
  readonly place: Place;
  readonly seen: TargetHealthDescription;
  /** Targets that rest (draining, unused) stay as they were seen. */
  readonly checked: boolean;
}

/** Ids of targets, in the order of the snapshot: 127.77.0.1 and on. Linux answers on all of 127.0.0.0/8; elsewhere the addresses must be added first. */
export function addressBook({ regions }: Snapshot): ReadonlyMap<string, string> {
  const ids = regions.flatMap(({ targetHealth }) =>
    [...targetHealth.values()].flatMap(({ items }) => items.map(({ Target }) => Target.Id)),
  );
  return new Map([...new Set(ids)].map((id, index) => [id, `127.77.${Math.floor(index / 250)}.${(index % 250) + 1}`]));
}

export function checksOf({ regions }: Snapshot, addresses: ReadonlyMap<string, string>): readonly Check[] {
  return regions.flatMap(({ region, targetGroups, targetHealth }) =>
    targetGroups.flatMap((group) => {
      const targets = targetHealth.get(group.TargetGroupName)?.items ?? [];
      return targets.flatMap((seen) => checkOf(region, group, seen, addresses));
    }),
  );
}

const atWork = ['healthy', 'unhealthy', 'initial'];

function checkOf(
  region: string,
  group: TargetGroup,
  seen: TargetHealthDescription,
  addresses: ReadonlyMap<string, string>,
): readonly Check[] {
  const { Id: id, Port } = seen.Target;
  const told = group.HealthCheckPort;
  const port = told === undefined || told === 'traffic-port' ? (Port ?? group.Port) : Number(told);
  const address = addresses.get(id);
  if (address === undefined || port === undefined) return [];
  const checked = atWork.includes(seen.TargetHealth?.State ?? '');
  return [{ region, group, id, place: { address, port }, seen, checked }];
}
