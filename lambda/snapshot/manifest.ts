/** `snapshot.yaml`: when the snapshot was taken, what was read and what could not be. */

import * as z from 'zod/mini';
import { plainText, SnapshotError, shownValue } from './error.ts';
import { type Folder, kindOf, readText } from './files.ts';
import { parseYaml } from './parse.ts';
import { shaped } from './shape.ts';
import type { Gap, Requested, Scope } from './snapshot.ts';

const text = z.optional(z.string());
const gap = z.looseObject({
  what: z.string(),
  region: text,
  cluster: text,
  code: z.optional(z.union([z.number(), z.string()])),
  error: text,
  remedy: text,
  denied: z.optional(z.boolean()),
});
const names = z.optional(z.array(z.string()));
const objects = z.optional(z.array(z.looseObject({ namespace: z.string(), name: z.string() })));
const requested = z.looseObject({
  regions: z.array(z.string()),
  clusters: names,
  loadBalancers: names,
  services: objects,
  gateways: objects,
});
const read = z.looseObject({
  region: text,
  cluster: text,
  resource: z.string(),
  namespace: text,
  selector: text,
  installed: z.optional(z.boolean()),
});
const shape = z.looseObject({
  format: z.literal(1),
  takenAt: z.string(),
  account: z.optional(z.union([z.string(), z.number()])),
  requested: z.optional(requested),
  read: z.optional(z.array(read)),
  unreadable: z.optional(z.array(gap)),
  partial: z.optional(z.array(gap)),
  redacted: z.optional(z.unknown()),
});

/** One line of `read:`; `installed: false` says that the API server does not serve the resource at all. */
export interface ReadEntry extends Scope {
  readonly region?: string | undefined;
  readonly cluster?: string | undefined;
  readonly resource: string;
  readonly installed?: boolean | undefined;
}

export interface Manifest {
  readonly takenAt: string;
  readonly account: string | undefined;
  readonly requested: Requested | undefined;
  readonly read: readonly ReadEntry[];
  readonly unreadable: readonly Gap[];
  readonly partial: readonly Gap[];
  readonly redacted: readonly string[];
}

const file = 'snapshot.yaml';

export function readManifest(folder: Folder): Manifest {
  const value = shaped(shape, document(folder), { file, path: [] });
  if (Number.isNaN(Date.parse(value.takenAt))) {
    throw new SnapshotError(`${file}: takenAt: expected a time such as "2026-01-31T12:00:00Z", got ${shownValue(value.takenAt)}`);
  }
  return {
    takenAt: value.takenAt,
    account: value.account === undefined ? undefined : String(value.account).padStart(12, '0'),
    requested: value.requested === undefined ? undefined : requestedOf(value.requested),
    read: value.read ?? [],
    unreadable: (value.unreadable ?? []).map(toGap),
    partial: (value.partial ?? []).map(toGap),
    redacted: Array.isArray(value.redacted) ? value.redacted.map(String) : [],
  };
}

function document(folder: Folder): unknown {
  if (kindOf(folder, file) === 'nothing') {
    const where = plainText(folder.root);
    throw new SnapshotError(
      `${file}: it is missing from ${where}; a snapshot has at least the lines "format: 1" and "takenAt: <time>" there`,
    );
  }
  const documents = parseYaml(readText(folder, file), file);
  if (documents.length !== 1) throw new SnapshotError(`${file}: expected one document, got ${documents.length}`);
  return documents[0];
}

const requestedOf = ({ regions, clusters, loadBalancers, services, gateways }: z.infer<typeof requested>): Requested => ({
  regions,
  ...(clusters === undefined ? {} : { clusters }),
  ...(loadBalancers === undefined ? {} : { loadBalancers }),
  ...(services === undefined ? {} : { services }),
  ...(gateways === undefined ? {} : { gateways }),
});

function toGap(entry: z.infer<typeof gap>): Gap {
  const { what, region, cluster, code, error, remedy, denied } = entry;
  return {
    what,
    ...(region === undefined ? {} : { region }),
    ...(cluster === undefined ? {} : { cluster }),
    ...(code === undefined ? {} : { code }),
    error: error ?? 'no reason was given',
    ...(remedy === undefined ? {} : { remedy }),
    ...(denied === true ? { denied } : {}),
  };
}

/** Whether an entry speaks of this place; what it leaves out holds everywhere. */
export function speaksOf(
  entry: { readonly region?: string | undefined; readonly cluster?: string | undefined },
  region: string,
  cluster?: string,
): boolean {
  if (entry.region !== undefined && entry.region !== region) return false;
  return entry.cluster === undefined || cluster === undefined || entry.cluster === cluster;
}
