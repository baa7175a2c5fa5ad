/** What an operation of the lab sees: the region asked, as the snapshot has it, and where the lab's own parts are. */

import type { TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type { Gap, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';
import type { Input } from './protocol.ts';

/** A message that was published, in the order of arrival. `at` is milliseconds since 1970. */
export interface Publication {
  readonly topicArn: string;
  readonly subject?: string | undefined;
  readonly message: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly at: number;
}

/** An event that was put on a bus, in the order of arrival. */
export interface PutEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly bus: string | undefined;
  readonly region: string;
  readonly at: number;
}

/** Where a cluster's API server listens, and which CA proves it. */
export interface ClusterAddress {
  readonly endpoint: string;
  readonly certificateAuthority: string;
}

export interface Scene {
  readonly snapshot: Snapshot;
  readonly region: RegionSnapshot;
  readonly account: string;
  readonly address: (region: string, cluster: string) => ClusterAddress | undefined;
  /** Health as it is, where the lab checks it itself. */
  readonly health: (region: string, targetGroup: string) => readonly TargetHealthDescription[] | undefined;
  readonly publish: (publication: Publication) => void;
  readonly putEvent: (event: PutEvent) => void;
  /** Changes the world; undefined for a caller that may only read. */
  readonly change: ((edit: (snapshot: Snapshot) => Snapshot) => void) | undefined;
  /** Values of secrets and parameters, by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

export type Operation = (input: Input, scene: Scene) => unknown;

/** The gap of a list that the snapshot could not read, whose place in the snapshot is a plain list. */
export function gapOf({ snapshot, region }: Scene, operation: string): Gap | undefined {
  return snapshot.unreadable.find((gap) => gap.what === operation && (gap.region === undefined || gap.region === region.region));
}

export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
