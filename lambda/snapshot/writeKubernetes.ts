/** One cluster as files: a typed list for each resource, as the API server answers it, so that an empty one still says what was read. */

import { neverWhole, scopeUnknown, singlesOnly } from './gaps.ts';
import { type KubernetesObject, type Resource, resources } from './kubernetes.ts';
import type { ReadEntry } from './manifest.ts';
import { fileName } from './names.ts';
import { json, type Written, yaml } from './printed.ts';
import type { ClusterSnapshot, ContainerLog, Gap, Reading } from './snapshot.ts';

export function clusterFilesOf(cluster: ClusterSnapshot, form: 'yaml' | 'json'): Written {
  const { name, region } = cluster;
  const base = `kubernetes/${fileName(region)}/${fileName(name)}`;
  const readings = [...cluster.readings];
  const eks =
    cluster.eks === undefined ? [] : [[`eks/${fileName(region)}/${fileName(name)}.json`, json({ cluster: cluster.eks })] as const];
  const lists = readings.flatMap(([resource, reading]) => listFile(base, resource, reading, form));
  return {
    files: new Map([...eks, ...lists, ...cluster.logs.map((log) => logFile(base, log))]),
    unreadable: [...cluster.unreadable, ...readings.flatMap(([, reading]) => gapsOf(reading))].map((gap) => ({
      ...gap,
      region,
      cluster: name,
    })),
    read: readings.flatMap(([resource, reading]) => readLines(cluster, resource, reading)),
    partial: [...cluster.partial].map((what) => ({ what, region, cluster: name, error: 'excerpt' })),
  };
}

type AnyReading = Reading<KubernetesObject>;

/** An incomplete reading is written as single documents, which claim nothing about what is not among them. */
function listFile(base: string, resource: Resource, reading: AnyReading, form: 'yaml' | 'json'): readonly (readonly [string, string])[] {
  if (reading.state === 'complete' && reading.installed === false) return [];
  const documents = reading.state === 'incomplete' && reading.gap.error !== scopeUnknown;
  if (documents && reading.items.length === 0) return [];
  if (documents) return [[`${base}/${resource}.yaml`, reading.items.map((item) => yaml(item)).join('---\n')]];
  const list = typedList(resource, reading.items);
  return [form === 'json' ? [`${base}/${resource}.json`, json(list)] : [`${base}/${resource}.yaml`, yaml(list)]];
}

function typedList(resource: Resource, items: readonly KubernetesObject[]): Readonly<Record<string, unknown>> {
  const { group, kind, versions } = resources[resource];
  const usual = group === '' ? versions[0] : `${group}/${versions[0]}`;
  return { apiVersion: items[0]?.apiVersion ?? usual, kind: `${kind}List`, items };
}

function gapsOf(reading: AnyReading): readonly Gap[] {
  if (reading.state !== 'incomplete') return [];
  const { gap } = reading;
  return gap.error === singlesOnly || gap.error === scopeUnknown || gap.error === notAskedFor ? [] : [gap];
}

/** What `reading` of snapshot.ts answers for a resource that nothing is known of. */
const notAskedFor = 'not read';

function readLines({ region, name }: ClusterSnapshot, resource: Resource, reading: AnyReading): readonly ReadEntry[] {
  const line = { region, cluster: name, resource };
  if (reading.state === 'scoped') return reading.scopes.map((scope) => ({ ...line, ...scope }));
  if (reading.state === 'incomplete') return [];
  if (reading.installed === false) return [{ ...line, installed: false }];
  return neverWhole.includes(resource) ? [line] : [];
}

/** Most names a file system takes have 255 bytes; the parts of a longer one become folders. */
const longestName = 250;

function logFile(base: string, { namespace, pod, container, lines }: ContainerLog): readonly [string, string] {
  const parts = [namespace, pod, container].map((part) => fileName(part).replaceAll('_', '%5F'));
  const short = parts.join('_').length <= longestName;
  return [`${base}/logs/${parts.join(short ? '_' : '/')}.log`, lines.map((line) => `${line}\n`).join('')];
}
