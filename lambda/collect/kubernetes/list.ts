/** Lists and single objects of an API server, unchanged, as readings: what came, and if it is not all, why. */

import { type KubernetesObject, type Resource, resources } from '../../snapshot/kubernetes.ts';
import { withinLimits } from '../../snapshot/limits.ts';
import { shaped } from '../../snapshot/shape.ts';
import type { Scope } from '../../snapshot/snapshot.ts';
import type { Budget } from '../io/budget.ts';
import { ask } from './ask.ts';
import { Refused, WrongAnswer } from './refused.ts';
import type { Answer, Transport } from './transport.ts';

export interface Connection {
  readonly transport: Transport;
  readonly budget: Budget;
}

/** What one list call gave. `installed` false: the API server does not serve the resource. */
export interface Listed {
  readonly items: readonly KubernetesObject[];
  readonly installed: boolean;
  readonly failure?: unknown;
}

const mostPages = 200;
const largestList = 100_000_000;
/** CRDs carry schemas of up to a megabyte. */
const pageSize = (resource: Resource) => (resource === 'customresourcedefinitions.apiextensions.k8s.io' ? 100 : 500);

/** Reads a list to its end, in the newest version that is served. Never throws. */
export async function list(connection: Connection, resource: Resource, scope: Scope = {}): Promise<Listed> {
  for (const version of resources[resource].versions) {
    const listed = await listVersion(connection, resource, version, scope);
    if (listed.installed) return listed;
  }
  return { items: [], installed: false };
}

async function listVersion(connection: Connection, resource: Resource, version: string, scope: Scope): Promise<Listed> {
  const first = await readPages(connection, resource, pathOf(resource, version, scope));
  const expired = first.failure instanceof Refused && first.failure.status === 410;
  const { items, failure } = expired ? await readPages(connection, resource, pathOf(resource, version, scope)) : first;
  if (failure === undefined) return { items, installed: true };
  const isAbsent = failure instanceof Refused && failure.status === 404 && resources[resource].group !== '';
  return { items, installed: !isAbsent, failure };
}

async function readPages(connection: Connection, resource: Resource, path: string) {
  const items: KubernetesObject[] = [];
  const seen = new Set<string>();
  let next = '';
  let bytes = 0;
  try {
    do {
      const query = next === '' ? path : `${path}&continue=${encodeURIComponent(next)}`;
      const answer = await ask(connection.transport, { path: query }, connection.budget);
      const page = pageOf(answer, resource);
      items.push(...page.items);
      next = page.next;
      bytes += answer.body.length;
      if (seen.has(next) || seen.size >= mostPages) throw new WrongAnswer('the list named the same next page again, or did not end');
      if (next !== '' && bytes > largestList)
        throw new WrongAnswer(`the list is larger than ${largestList / 1_000_000} MB; the rest was not read`);
      seen.add(next);
    } while (next !== '');
    return { items };
  } catch (failure) {
    return { items, failure };
  }
}

function pathOf(resource: Resource, version: string, { namespace, selector }: Scope): string {
  const query = `limit=${pageSize(resource)}${selector === undefined ? '' : `&labelSelector=${encodeURIComponent(selector)}`}`;
  return `${collectionPath(resource, version, namespace)}?${query}`;
}

/** `/apis/apps/v1/namespaces/<namespace>/daemonsets` */
export function collectionPath(resource: Resource, version: string, namespace?: string): string {
  const { group } = resources[resource];
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const inside = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${inside}/${pluralOf(resource)}`;
}

export function pluralOf(resource: Resource): string {
  const { group } = resources[resource];
  return group === '' ? resource : resource.slice(0, -group.length - 1);
}

/** One object; undefined where there is none of that name. @throws Refused | WrongAnswer | what `ask` throws */
export async function get(
  connection: Connection,
  resource: Resource,
  namespace: string,
  name: string,
): Promise<KubernetesObject | undefined> {
  const version = resources[resource].versions[0];
  const path = `${collectionPath(resource, version, namespace)}/${encodeURIComponent(name)}`;
  const answer = await ask(connection.transport, { path }, connection.budget);
  if (answer.status === 404) return undefined;
  const value = documentOf(answer);
  if (value.kind !== resources[resource].kind)
    throw new WrongAnswer(`it answered with ${typeof value.kind === 'string' ? 'another kind' : 'no object'}`);
  return objectOf(value, resource, path);
}

interface Page {
  readonly items: readonly KubernetesObject[];
  readonly next: string;
}

type Document = Record<string, unknown>;

/** @throws Refused | WrongAnswer */
function pageOf(answer: Answer, resource: Resource): Page {
  const document = documentOf(answer);
  const { kind } = resources[resource];
  if (document.kind !== `${kind}List` || !Array.isArray(document.items)) {
    throw new WrongAnswer(`it answered without a ${kind}List; an empty or foreign answer is not "there are none"`);
  }
  const items = document.items.map((item: unknown, index) => {
    const named = isDocument(item) ? withKind(item, document.apiVersion, kind) : item;
    return objectOf(named, resource, `${kind}List[${index}]`);
  });
  const { metadata } = document;
  const next = isDocument(metadata) && typeof metadata.continue === 'string' ? metadata.continue : '';
  return { items, next };
}

/** Items of a typed list do not repeat what they are. */
function withKind(item: Document, apiVersion: unknown, kind: string): Document {
  item.apiVersion ??= apiVersion;
  item.kind ??= kind;
  return item;
}

function objectOf(value: unknown, resource: Resource, where: string): KubernetesObject {
  try {
    return shaped(resources[resource].shape, value, { file: where, path: [] }) as KubernetesObject;
  } catch (cause) {
    throw new WrongAnswer(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** @throws Refused | WrongAnswer */
export function documentOf(answer: Answer): Document {
  const text = answer.body.toString('utf8');
  if (answer.status < 200 || answer.status > 299) throw new Refused(answer.status, reasonIn(text), answer.headers.date);
  const value = parsed(text);
  if (!isDocument(value)) throw new WrongAnswer('it answered with no object at all; an empty or foreign answer is not "there are none"');
  return value;
}

function parsed(text: string): unknown {
  try {
    return withinLimits(JSON.parse(text) as unknown, text.length, 'answer');
  } catch (cause) {
    throw new WrongAnswer('its answer is no JSON, or was cut off', { cause });
  }
}

/** The message of a Status object, as the API server words it. */
function reasonIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return isDocument(value) && typeof value.message === 'string' ? value.message : '';
  } catch {
    return '';
  }
}

const isDocument = (value: unknown): value is Document => typeof value === 'object' && value !== null && !Array.isArray(value);
