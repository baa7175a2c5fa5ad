/** The patch types of the Kubernetes API: JSON patch (RFC 6902), JSON merge patch (RFC 7386), strategic merge patch, and apply. */

import { isDeepStrictEqual } from 'node:util';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

/** What is wrong with a patch, in a sentence; the API server answers 400 or 422. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}

/** @param type media type of the request. @throws PatchError */
export function patched(object: Json, type: string, patch: Json): Json {
  const kind = type.split(';')[0]?.trim();
  if (kind === 'application/json-patch+json') return jsonPatched(object, patch);
  if (kind === 'application/merge-patch+json') return merged(object, patch);
  if (kind === 'application/strategic-merge-patch+json' || kind === 'application/apply-patch+yaml')
    return strategicallyMerged(object, patch, '');
  throw new PatchError(`the body of the request was in an unknown format - accepted media types do not include ${kind}`);
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

function merged(object: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(object) ? { ...object } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merged(result[name] ?? null, value);
  }
  return result;
}

/** Keys by which lists of objects are merged (`patchMergeKey` in k8s.io/api); every other list is replaced. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  addresses: ['type'],
  taints: ['key'],
  ownerReferences: ['uid'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
};

/** Lists of plain values that are merged as sets. */
const sets = ['finalizers', 'podCIDRs'];

function strategicallyMerged(object: Json, patch: Json, field: string): Json {
  if (isList(patch)) return mergedList(isList(object) ? object : [], patch, field);
  if (!isObject(patch)) return patch;
  const { $patch: directive, $retainKeys: retained, ...members } = patch;
  if (directive === 'replace') return members;
  if (directive === 'delete') return {};
  const base = retainedOf(object, retained);
  for (const [name, value] of Object.entries(members)) {
    if (name.startsWith('$setElementOrder/')) continue;
    if (name.startsWith('$deleteFromPrimitiveList/')) withoutValues(base, name.slice('$deleteFromPrimitiveList/'.length), value);
    else if (value === null) delete base[name];
    else base[name] = strategicallyMerged(base[name] ?? null, value, name);
  }
  return base;
}

/** `$retainKeys` names the members that stay. */
function retainedOf(object: Json, retained: Json | undefined): Record<string, Json> {
  const members = Object.entries(isObject(object) ? object : {});
  return Object.fromEntries(isList(retained) ? members.filter(([name]) => retained.includes(name)) : members);
}

function withoutValues(base: Record<string, Json>, name: string, values: Json): void {
  const list = base[name];
  if (isList(list) && isList(values)) base[name] = list.filter((item) => !values.includes(item));
}

function mergedList(list: readonly Json[], patch: readonly Json[], field: string): Json {
  if (sets.includes(field)) return [...new Set([...list, ...patch])];
  const key = (mergeKeys[field] ?? []).find((name) => patch.every((item) => isObject(item) && Object.hasOwn(item, name)));
  if (key === undefined || patch.length === 0) return patch.filter((item) => !isObject(item) || item.$patch === undefined);
  const result = [...list];
  for (const item of patch as readonly JsonObject[]) {
    const at = result.findIndex((one) => isObject(one) && one[key] === item[key]);
    if (item.$patch === 'delete') result.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) result.push(strategicallyMerged(null, item, ''));
    else result[at] = strategicallyMerged(result[at] ?? null, item, '');
  }
  return result;
}

interface Operation {
  readonly op?: string;
  readonly path?: string;
  readonly from?: string;
  readonly value?: Json;
}

function jsonPatched(object: Json, patch: Json): Json {
  if (!isList(patch)) throw new PatchError('a JSON patch is a list of operations');
  return (patch as readonly Operation[]).reduce(operated, object);
}

function operated(object: Json, { op, path = '', from = '', value = null }: Operation): Json {
  if (op === 'add') return placed(object, pointer(path), () => value, 'insert');
  if (op === 'replace') return placed(existing(object, path), pointer(path), () => value, 'replace');
  if (op === 'remove') return placed(existing(object, path), pointer(path), () => undefined, 'replace');
  if (op === 'copy') return operated(object, { op: 'add', path, value: valueAt(object, pointer(from)) ?? null });
  if (op === 'move')
    return operated(operated(object, { op: 'remove', path: from }), { op: 'add', path, value: valueAt(object, pointer(from)) ?? null });
  if (op !== 'test') throw new PatchError(`Unexpected kind: ${String(op)}`);
  if (!isDeepStrictEqual(valueAt(object, pointer(path)), value)) throw new PatchError(`testing value ${path} failed: test failed`);
  return object;
}

const pointer = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function existing(object: Json, path: string): Json {
  if (valueAt(object, pointer(path)) === undefined) throw new PatchError(`the operation is not allowed: the path ${path} does not exist`);
  return object;
}

function valueAt(object: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, part) => (isList(value) ? value[Number(part)] : isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
    object,
  );
}

type How = 'insert' | 'replace';

/** The document with another value at a path; undefined takes it out. */
function placed(object: Json, [part, ...rest]: readonly string[], make: () => Json | undefined, how: How): Json {
  if (part === undefined) return make() ?? null;
  if (isList(object)) return placedInList(object, part, rest, make, how);
  if (!isObject(object)) throw new PatchError(`the path leads into ${JSON.stringify(object)}, which has no member ${part}`);
  if (rest.length > 0 && !Object.hasOwn(object, part)) throw new PatchError(`add operation does not apply: doc is missing path: ${part}`);
  const { [part]: before = null, ...others } = object;
  const value = rest.length === 0 ? make() : placed(before, rest, make, how);
  return value === undefined ? others : { ...object, [part]: value };
}

function placedInList(list: readonly Json[], part: string, rest: readonly string[], make: () => Json | undefined, how: How): Json {
  const at = part === '-' ? list.length : Number(part);
  if (!Number.isInteger(at) || at < 0 || at > list.length) throw new PatchError(`Unable to access invalid index: ${part}`);
  if (rest.length > 0) return list.with(at, placed(list[at] ?? null, rest, make, how));
  const value = make();
  return list.toSpliced(at, how === 'insert' ? 0 : 1, ...(value === undefined ? [] : [value]));
}
