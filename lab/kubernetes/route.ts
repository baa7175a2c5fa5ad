/** The path of a Kubernetes request, taken apart: which resource, in which namespace, which object, which part of it. */

import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';

export interface Route {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** Undefined where the path names no resource (`/version`, `/apis/apps/v1`). */
export function routeOf(path: string): Route | undefined {
  const parts = path.split('/').slice(1).map(decoded);
  if (parts.at(-1) === '') parts.pop();
  const core = parts[0] === 'api';
  if (!core && parts[0] !== 'apis') return undefined;
  const [group, version, ...rest] = core ? ['', ...parts.slice(1)] : parts.slice(1);
  if (group === undefined || version === undefined || rest.length === 0) return undefined;
  return { group, version, ...placeOf(rest) };
}

function placeOf(parts: readonly string[]): Omit<Route, 'group' | 'version'> {
  const [first = '', second, third] = parts;
  if (first !== 'namespaces' || third === undefined) return { plural: first, name: second, subresource: third };
  return { plural: third, namespace: second, name: parts[3], subresource: parts[4] };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `daemonsets.apps` */
export function fullName({ plural, group }: Pick<Route, 'plural' | 'group'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

export function known(name: string): name is Resource {
  return Object.hasOwn(resources, name);
}

export function pluralOf(resource: Resource): string {
  const { group } = resources[resource];
  return group === '' ? resource : resource.slice(0, -group.length - 1);
}

/** Groups that every API server has; what is in another comes with a CustomResourceDefinition. */
export const builtInGroups: readonly string[] = [
  '',
  'apps',
  'discovery.k8s.io',
  'coordination.k8s.io',
  'networking.k8s.io',
  'apiextensions.k8s.io',
];
