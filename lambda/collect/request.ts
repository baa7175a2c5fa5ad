/** What a caller asks the collector for: where to look, how far, and how long. */

import type { AwsAccess } from '../http/aws.ts';
import type { Reads } from '../snapshot/reads.ts';
import type { Scheme } from '../snapshot/scheme.ts';
import type { NamespacedName, Snapshot } from '../snapshot/snapshot.ts';

/** One step of a long run, for a progress line; `done` and `of` count target groups or lists. */
export interface Progress {
  readonly step: 'load balancers' | 'target health' | 'cluster' | 'network';
  readonly region: string;
  readonly cluster?: string;
  readonly done: number;
  readonly of: number;
}

export interface CollectRequest extends AwsAccess {
  readonly regions: readonly string[];
  /** Names of clusters; where given, load balancers that say they belong to others are left out. */
  readonly clusters?: readonly string[];
  /** Names or ARNs; where given, only these are looked at, and fully. */
  readonly loadBalancers?: readonly string[];
  /** Services and Gateways; where given, only load balancers that may stand before them are looked at, and fully. */
  readonly services?: readonly NamespacedName[] | undefined;
  readonly gateways?: readonly NamespacedName[] | undefined;
  /** Reads Kubernetes and EC2 for all load balancers, not only for suspicious ones (`capture`). */
  readonly everything?: boolean;
  /** Reads the last lines of Cilium's and the controller's logs too; it takes the grant `pods/log`, which is not among the usual ones. */
  readonly logs?: boolean;
  /** The scheme a load balancer should have, by name; `*` for all others. Another one makes it suspicious. */
  readonly expectedSchemes?: Readonly<Record<string, Scheme>> | undefined;
  /** ARNs of load balancers that are read like suspicious ones, although they may be healthy. `all`: every one, where the health of all could be read in time, and every cluster. */
  readonly closely?: readonly string[] | 'all' | undefined;
  /** ARNs of functions that read clusters this process cannot reach, by name of the cluster. */
  readonly readers?: Readonly<Record<string, string>> | undefined;
  /** What the rules need; with `everything`, all that a snapshot can hold is read. */
  readonly reads: readonly Reads[];
  /** Milliseconds from now until the answer must be there; 500 of them are kept in reserve. */
  readonly deadlineMs: number;
  /** Longest time one cluster may take, in milliseconds. */
  readonly clusterMs?: number;
  /** Calls a second to ELBv2 in one region, and how many at once after a rest. The bucket is shared with the controllers of the account. */
  readonly elbRate?: { readonly perSecond: number; readonly burst: number };
  readonly signal?: AbortSignal;
  /** A kubeconfig to read instead of EKS, for clusters that are not EKS. */
  readonly kubeconfig?: { readonly path?: string; readonly context?: string };
  readonly onProgress?: (progress: Progress) => void;
  /** Where the last run stopped, as `Collected.cursor` gave it: the groups after it come first. */
  readonly cursor?: string | undefined;
}

export interface Collected {
  readonly snapshot: Snapshot;
  /** Undefined where all groups were read. */
  readonly cursor: string | undefined;
  readonly coverage: { readonly targetGroups: number; readonly read: number };
  /** Attempts made to AWS, retries included, and those that were throttled. */
  readonly calls: { readonly made: number; readonly throttled: number };
}
