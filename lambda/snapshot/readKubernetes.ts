/** One cluster of a snapshot folder: whatever `kubectl get` printed there, however the files are called. */

import * as z from 'zod/mini';
import { type Collection, collect } from './documents.ts';
import { eksCluster } from './eks.ts';
import { plainText, SnapshotError } from './error.ts';
import { type Entry, entries, type Folder, readText } from './files.ts';
import { type Pod, type Resource, resources } from './kubernetes.ts';
import { readLogs, readSysdumpLog } from './logs.ts';
import type { Manifest } from './manifest.ts';
import { nameOfFile } from './names.ts';
import { parseJson, parseYaml } from './parse.ts';
import { partialObjects, readingsOf, toldAbout } from './readings.ts';
import { shaped } from './shape.ts';
import type { ClusterSnapshot, ContainerLog } from './snapshot.ts';

/** Clusters that have a folder, an EKS file, or a line under `unreadable:`. */
export function readClusters(folder: Folder, manifest: Manifest): readonly ClusterSnapshot[] {
  const found = new Map<string, Where>();
  const note = (region: string, name: string, files: Partial<Where>) => {
    const key = `${region}/${name}`;
    found.set(key, { ...(found.get(key) ?? { region, name }), ...files });
  };
  for (const { region, entry } of byRegion(folder, 'kubernetes'))
    if (entry.directory) note(region, nameOfFile(entry.name), { path: entry.path });
  for (const { region, entry } of byRegion(folder, 'eks')) {
    if (entry.name.endsWith('.json')) note(region, nameOfFile(entry.name.slice(0, -'.json'.length)), { eks: entry.path });
  }
  for (const { region, cluster } of manifest.unreadable) if (region !== undefined && cluster !== undefined) note(region, cluster, {});
  return [...found.values()].map((where) => readCluster(folder, manifest, where)).sort(byPlace);
}

/** A cluster, and where its files are. */
interface Where {
  readonly region: string;
  readonly name: string;
  readonly path?: string;
  readonly eks?: string;
}

function byPlace(a: ClusterSnapshot, b: ClusterSnapshot): number {
  const [left, right] = [`${a.region}/${a.name}`, `${b.region}/${b.name}`];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function byRegion(folder: Folder, path: string): readonly { readonly region: string; readonly entry: Entry }[] {
  const regions = entries(folder, path).filter((entry) => entry.directory);
  return regions.flatMap((region) => entries(folder, region.path).map((entry) => ({ region: nameOfFile(region.name), entry })));
}

function readCluster(folder: Folder, manifest: Manifest, { region, name, path, eks }: Where): ClusterSnapshot {
  const files = path === undefined ? [] : filesUnder(folder, path, 0);
  const collection: Collection = new Map();
  for (const file of files) collectFile(folder, collection, file);
  const told = toldAbout(manifest, region, name);
  const logs = path === undefined ? [] : readLogs(folder, `${path}/logs`);
  return {
    name,
    region,
    eks: eks === undefined ? undefined : readEks(folder, eks),
    readings: readingsOf(collection, told),
    partial: partialObjects(collection, told),
    unreadable: told.unreadable,
    logs: [...logs, ...sysdumpLogs(folder, files, collection)],
  };
}

function readEks(folder: Folder, file: string): ClusterSnapshot['eks'] {
  const answer = z.looseObject({ cluster: z.optional(eksCluster) });
  return shaped(answer, parseJson(readText(folder, file), file), { file, path: [] }).cluster;
}

const deepestFolder = 8;
/** Of a sysdump: the unpacked bug reports of single agents, thousands of files that hold no Kubernetes object. */
const skippedFolder = /^cilium-bugtool-/;

function filesUnder(folder: Folder, path: string, depth: number): readonly Entry[] {
  if (depth > deepestFolder)
    throw new SnapshotError(`${plainText(path)}: its folders are nested more than ${deepestFolder} deep; are there links in a circle?`);
  return entries(folder, path).flatMap((entry) => {
    if (!entry.directory) return [entry];
    const skipped = skippedFolder.test(entry.name) || (depth === 0 && entry.name === 'logs');
    return skipped ? [] : filesUnder(folder, entry.path, depth + 1);
  });
}

const mebibyte = 1024 * 1024;
/** YAML takes ten times the time and memory of JSON. */
const largestYaml = 64 * mebibyte;
/** Of a sysdump: flows, one JSON document a line, and answers of other programs. */
const notObjects = /^(hubble-flows|cilium-spire-server-entries|cilium-helm-)/;

function collectFile(folder: Folder, collection: Collection, { name, path }: Entry): void {
  if (notObjects.test(name)) return;
  const stem = name.replace(/\.(json|ya?ml)$/, '');
  const namedAfter = Object.hasOwn(resources, stem) ? (stem as Resource) : undefined;
  const documents = documentsIn(folder, name, path);
  documents.forEach((document, index) => {
    const file = documents.length === 1 ? path : `${path}: document ${index + 1}`;
    collect(collection, document, { file, path: [], namedAfter });
  });
}

function documentsIn(folder: Folder, name: string, path: string): readonly unknown[] {
  if (name.endsWith('.json')) return [parseJson(readText(folder, path), path)];
  return /\.ya?ml$/.test(name) ? parseYaml(readText(folder, path, largestYaml), path) : [];
}

function sysdumpLogs(folder: Folder, files: readonly Entry[], collection: Collection): readonly ContainerLog[] {
  const pods = [...(collection.get('pods')?.objects.values() ?? [])] as readonly Pod[];
  return files.flatMap((file) => readSysdumpLog(folder, file, pods) ?? []);
}
