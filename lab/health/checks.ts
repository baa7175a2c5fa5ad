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

let labs = 0;

/**
 * An address of 127.0.0.0/8 for each target's id, in the order of the snapshot; every lab of every process has its own, so that two do not meet.
 * Only Linux answers on all of them: elsewhere all nodes share 127.0.0.1, and what differs between nodes cannot be played.
 */
export function addressBook({ regions }: Snapshot): ReadonlyMap<string, string> {
  const ids = regions.flatMap(({ targetHealth }) =>
    [...targetHealth.values()].flatMap(({ items }) => items.map(({ Target }) => Target.Id)),
  );
  const first = ((process.pid % 96) << 16) + ((labs++ % 64) << 10) + 1;
  return new Map([...new Set(ids)].map((id, index) => [id, process.platform === 'linux' ? loopback(first + index) : '127.0.0.1']));
}

const loopback = (number: number) => `127.${32 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;

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
