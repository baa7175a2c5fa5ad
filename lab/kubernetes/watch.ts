/** Watches: the changes of a list, one JSON document a line, until the client has had enough or its time is over. */

import type { ServerResponse } from 'node:http';
import type { KubernetesObject, Resource } from '../../lambda/snapshot/kubernetes.ts';
import { resources } from '../../lambda/snapshot/kubernetes.ts';
import type { Change, History } from '../history.ts';
import type { Route } from './route.ts';
import type { Test } from './selectors.ts';

export interface Watch {
  readonly history: History;
  readonly region: string;
  readonly cluster: string;
  readonly resource: Resource;
  readonly route: Route;
  readonly query: URLSearchParams;
  /** Whether an object is in the list that is watched. */
  readonly test: Test;
  /** The list as it is. */
  readonly items: readonly KubernetesObject[];
}

interface Event {
  readonly type: string;
  readonly object: unknown;
}

/** Writes into a response whose head has been sent, until it closes. */
export function follow(watch: Watch, response: ServerResponse): void {
  const { history, query } = watch;
  const tell = (event: Event) => void response.write(`${JSON.stringify(event)}\n`);
  for (const event of beginning(watch)) tell(event);
  const stop = history.subscribe((changes) => {
    for (const event of changes.flatMap((change) => eventOf(change, watch))) tell(event);
  });
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  const timer = seconds > 0 ? setTimeout(() => response.end(), seconds * 1000) : undefined;
  timer?.unref();
  response.once('close', () => {
    stop();
    clearTimeout(timer);
  });
}

/** Without a version, or where the client asks for it, the list comes first; else what has changed since. */
function beginning(watch: Watch): readonly Event[] {
  const { history, query, items } = watch;
  const asked = query.get('resourceVersion') ?? '';
  const wantsList = query.get('sendInitialEvents') === 'true';
  if (!wantsList && asked !== '' && asked !== '0') return history.changesSince(Number(asked)).flatMap((change) => eventOf(change, watch));
  const added = items.map((item) => ({ type: 'ADDED', object: shown(item, watch) }));
  return wantsList ? [...added, bookmark(watch)] : added;
}

function bookmark({ history, resource, route }: Watch): Event {
  const metadata = { resourceVersion: String(history.revision()), annotations: { 'k8s.io/initial-events-end': 'true' } };
  return { type: 'BOOKMARK', object: { kind: resources[resource].kind, apiVersion: versionOf(route), metadata } };
}

/** An object that leaves the selection is deleted for this watch, one that enters it added. */
function eventOf({ region, cluster, resource, type, object, before }: Change, watch: Watch): readonly Event[] {
  if (region !== watch.region || cluster !== watch.cluster || resource !== watch.resource) return [];
  const was = before !== undefined && watch.test(before);
  const is = type !== 'DELETED' && watch.test(object);
  if (!was && !is) return [];
  return [{ type: was && is ? 'MODIFIED' : is ? 'ADDED' : 'DELETED', object: shown(object, watch) }];
}

const shown = (object: KubernetesObject, { resource, route }: Watch): unknown => ({
  ...object,
  apiVersion: versionOf(route),
  kind: resources[resource].kind,
});

const versionOf = ({ group, version }: Route) => (group === '' ? version : `${group}/${version}`);
