/** From what the files of a cluster hold to what was read: complete, within scopes only, or incomplete and why. */

import type { Collected, Collection } from './documents.ts';
import { neverWhole, scopeUnknown, singlesOnly } from './gaps.ts';
import { type KubernetesObject, type Resource, resources } from './kubernetes.ts';
import { type Manifest, type ReadEntry, speaksOf } from './manifest.ts';
import type { Gap, Reading, Scope } from './snapshot.ts';

/** What `snapshot.yaml` says about one cluster. */
export interface Told {
  readonly region: string;
  readonly cluster: string;
  readonly read: readonly ReadEntry[];
  readonly unreadable: readonly Gap[];
  readonly partial: readonly Gap[];
}

export function toldAbout(manifest: Manifest, region: string, cluster: string): Told {
  const here = (entry: ReadEntry | Gap) => speaksOf(entry, region, cluster);
  const kubernetes = (gap: Gap) => here(gap) && !gap.what.includes(':');
  return {
    region,
    cluster,
    read: manifest.read.filter(here),
    unreadable: manifest.unreadable.filter(kubernetes),
    partial: manifest.partial.filter(kubernetes),
  };
}

export function readingsOf(collection: Collection, told: Told): ReadonlyMap<Resource, Reading<KubernetesObject>> {
  const entries = [...collection].map(([resource, collected]) => [resource, readingOf(resource, collected, told)] as const);
  return new Map([...withoutFiles(collection, told), ...entries]);
}

function readingOf(resource: Resource, collected: Collected, told: Told): Reading<KubernetesObject> {
  const items = [...collected.objects.values()];
  const scopes = scopesOf(resource, told);
  const narrowed = scopes.length > 0 && !scopes.some(isWhole);
  const object = absentObject(resource, collected, told);
  const whole = told.unreadable.find((gap) => gap.what === 'kubernetes' || gap.what === resource);
  const gap = whole !== undefined && narrowed && whole.what === resource ? object : (whole ?? object);
  const incomplete = (error: string): Reading<KubernetesObject> => ({ state: 'incomplete', items, gap: gapFor(resource, told, error) });
  if (gap !== undefined) return { state: 'incomplete', items, gap };
  if (!collected.listed) return incomplete(collected.cut ?? singlesOnly);
  if (narrowed) return { state: 'scoped', items, scopes };
  if (scopes.length > 0 || !neverWhole.includes(resource)) return { state: 'complete', items };
  return incomplete(scopeUnknown);
}

function scopesOf(resource: Resource, told: Told): readonly Scope[] {
  const lines = told.read.filter((line) => line.resource === resource && line.installed !== false);
  return lines.map(({ namespace, selector }) => ({
    ...(namespace === undefined ? {} : { namespace }),
    ...(selector === undefined ? {} : { selector }),
  }));
}

function isWhole(scope: Scope): boolean {
  return scope.namespace === undefined && scope.selector === undefined;
}

/** A single object that could not be read, and is not there: the list around it does not show that it does not exist. */
function absentObject(resource: Resource, collected: Collected, told: Told): Gap | undefined {
  const prefix = `${resource}/`;
  return told.unreadable.find((gap) => gap.what.startsWith(prefix) && !collected.objects.has(gap.what.slice(prefix.length)));
}

/** Resources without files: not served by the API server (`installed: false`), refused, or said to be read and missing. */
function withoutFiles(collection: Collection, told: Told): readonly (readonly [Resource, Reading<KubernetesObject>])[] {
  const named = [...told.read.map((line) => line.resource), ...told.unreadable.map((gap) => resourceOf(gap.what))];
  const missing = [...new Set(named)].filter(
    (name): name is Resource => Object.hasOwn(resources, name) && !collection.has(name as Resource),
  );
  return missing.map((resource) => [resource, withoutFile(resource, told)]);
}

function withoutFile(resource: Resource, told: Told): Reading<KubernetesObject> {
  const gap = told.unreadable.find(({ what }) => what === 'kubernetes' || resourceOf(what) === resource);
  if (gap !== undefined) return { state: 'incomplete', items: [], gap };
  const lines = told.read.filter((line) => line.resource === resource);
  if (lines.some((line) => line.installed === false)) return { state: 'complete', items: [], installed: false };
  return { state: 'incomplete', items: [], gap: gapFor(resource, told, 'snapshot.yaml says it was read, but no list of it is here') };
}

function resourceOf(what: string): string {
  const slash = what.indexOf('/');
  return slash === -1 ? what : what.slice(0, slash);
}

function gapFor(resource: Resource, told: Told, error: string): Gap {
  return { what: resource, region: told.region, cluster: told.cluster, error };
}

/** Objects that are there as an excerpt: named so under `partial:`, or named under `unreadable:` and there all the same. */
export function partialObjects(collection: Collection, told: Told): ReadonlySet<string> {
  const excerpts = told.unreadable.filter(({ what }) => {
    const slash = what.indexOf('/');
    return slash !== -1 && collection.get(what.slice(0, slash) as Resource)?.objects.has(what.slice(slash + 1)) === true;
  });
  return new Set([...told.partial, ...excerpts].map((gap) => gap.what));
}
