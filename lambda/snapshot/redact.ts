/** What never leaves a cluster: dropped here, at capture, before a snapshot is written or looked at. */

import { dropEntries, maskEntries, maskPodSpec } from './redactParts.ts';
import { maskedText } from './secrets.ts';
import type { ClusterSnapshot, Gap, Reading, Snapshot } from './snapshot.ts';

/** `object` is undefined where nothing of it may be kept. `dropped` says in words what is gone; empty where nothing is. */
export interface Redacted<T> {
  readonly object: T | undefined;
  readonly dropped: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const gatewayGroup = 'gateway.networking.k8s.io';
/** The schema of gateways tells whether the API server prunes `spec.infrastructure`. */
const schemaKept = 'gateways.gateway.networking.k8s.io';
/** Whose `managedFields` say who changed what, and when: evidence for a configuration newer than the agents. */
const managedFieldsKept: readonly string[] = ['ConfigMap', 'DaemonSet', 'Deployment', 'Service'];

/** One Kubernetes object without what must not be kept. The object itself is not changed. */
export function redactObject<T extends object>(object: T): Redacted<T> {
  const fields = object as Fields;
  if (fields.kind === 'Secret') return { object: undefined, dropped: ['Secrets'] };
  const dropped = new Set<string>();
  const note = (what: string) => dropped.add(what);
  const redacted: Fields = {
    ...fields,
    ...changed(fields, 'metadata', (metadata) => withoutMetadata(metadata, fields, note)),
    ...changed(fields, 'spec', (spec) => withoutSpec(spec, fields, note)),
    ...(fields.kind === 'ConfigMap' ? changed(fields, 'data', (data) => maskEntries(data, note)) : {}),
  };
  return { object: { ...redacted, ...maskedTexts(redacted) } as T, dropped: [...dropped].sort() };
}

/** What events say, in the two versions of their API. */
function maskedTexts(fields: Fields): Fields {
  const said = (['message', 'note'] as const).filter((key) => typeof fields[key] === 'string');
  return Object.fromEntries(said.map((key) => [key, maskedText(fields[key] as string)]));
}

/** A whole snapshot redacted: its Kubernetes objects and logs; `redacted` gathers what was dropped. Redacting twice changes nothing more. */
export function redactSnapshot(snapshot: Snapshot): Snapshot {
  const dropped = new Set(snapshot.redacted ?? []);
  const clusters = snapshot.clusters.map((cluster) => redactCluster(cluster, dropped));
  return { ...snapshot, clusters, unreadable: snapshot.unreadable.map(maskedGap), redacted: [...dropped].sort() };
}

function redactCluster(cluster: ClusterSnapshot, dropped: Set<string>): ClusterSnapshot {
  const readings = new Map([...cluster.readings].map(([resource, reading]) => [resource, redactReading(reading, dropped)] as const));
  const logs = cluster.logs.map((log) => ({ ...log, lines: log.lines.map(maskedText) }));
  return { ...cluster, readings: readings as ClusterSnapshot['readings'], unreadable: cluster.unreadable.map(maskedGap), logs };
}

function redactReading<T extends object>(reading: Reading<T>, dropped: Set<string>): Reading<T> {
  const items = reading.items.flatMap((item) => {
    const redacted = redactObject(item);
    for (const what of redacted.dropped) dropped.add(what);
    return redacted.object ?? [];
  });
  return reading.state === 'incomplete' ? { ...reading, items, gap: maskedGap(reading.gap) } : { ...reading, items };
}

/** Errors of clients repeat what they were sent: addresses, headers. */
function maskedGap(gap: Gap): Gap {
  return { ...gap, error: maskedText(gap.error) };
}

type Note = (what: string) => void;

function withoutMetadata(metadata: Fields, object: Fields, note: Note): Fields {
  const { managedFields, ...rest } = metadata;
  const kept = managedFields === undefined || managedFieldsKept.includes(String(object.kind));
  if (!kept) note('managedFields of all but ConfigMaps, DaemonSets, Deployments and Services');
  const gateway = String(object.apiVersion).startsWith(`${gatewayGroup}/`);
  return {
    ...rest,
    ...(kept && managedFields !== undefined ? { managedFields } : {}),
    ...changed(metadata, 'annotations', (annotations) => dropEntries(annotations, gateway, note)),
  };
}

function withoutSpec(spec: Fields, object: Fields, note: Note): Fields {
  if (object.kind === 'CustomResourceDefinition') return withoutSchemas(spec, object, note);
  if (object.kind === 'Pod') return maskPodSpec(spec, note);
  return {
    ...spec,
    ...changed(spec, 'template', (template) => withoutTemplate(template, note)),
    ...changed(spec, 'infrastructure', (infrastructure) => ({
      ...infrastructure,
      ...changed(infrastructure, 'annotations', (annotations) => dropEntries(annotations, false, note)),
    })),
  };
}

function withoutTemplate(template: Fields, note: Note): Fields {
  return {
    ...template,
    ...changed(template, 'metadata', (metadata) => ({
      ...metadata,
      ...changed(metadata, 'annotations', (annotations) => dropEntries(annotations, false, note)),
    })),
    ...changed(template, 'spec', (spec) => maskPodSpec(spec, note)),
  };
}

function withoutSchemas(spec: Fields, object: Fields, note: Note): Fields {
  const name = (object.metadata as Fields | undefined)?.name;
  if (name === schemaKept || !Array.isArray(spec.versions)) return spec;
  const versions = spec.versions.map((version: Fields) => {
    const { schema, ...rest } = version;
    if (schema !== undefined) note('schemas of CustomResourceDefinitions, but that of gateways');
    return rest;
  });
  return { ...spec, versions };
}

/** The member again, changed, where it is an object; else nothing, so that the old one stays. */
function changed(fields: Fields, key: string, change: (value: Fields) => Fields): Fields {
  const value = fields[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { [key]: change(value as Fields) } : {};
}
