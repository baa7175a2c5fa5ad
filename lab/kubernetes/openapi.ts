/** OpenAPI v3, as much as kubectl asks before it writes: that every kind can be patched, and that the server validates fields itself. */

import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { type Answer, json } from '../answer.ts';
import { servedVersions } from './installed.ts';
import { pluralOf } from './route.ts';
import { noSuchPath } from './status.ts';

/** Undefined where the path is none of OpenAPI's. */
export function openApi(cluster: ClusterSnapshot, path: string): Answer | undefined {
  if (path === '/openapi/v3')
    return json({ paths: Object.fromEntries(groupVersions(cluster).map((name) => [name, { serverRelativeURL: `/openapi/v3/${name}` }])) });
  if (!path.startsWith('/openapi/v3/')) return path.startsWith('/openapi/') ? noSuchPath() : undefined;
  const name = path.slice('/openapi/v3/'.length);
  return groupVersions(cluster).includes(name) ? json(documentOf(cluster, name)) : noSuchPath();
}

const rootOf = (group: string, version: string): string => (group === '' ? `api/${version}` : `apis/${group}/${version}`);

function servedIn(cluster: ClusterSnapshot): readonly (readonly [resource: Resource, version: string])[] {
  return (Object.keys(resources) as readonly Resource[]).flatMap((resource) =>
    servedVersions(cluster, resource).map((version) => [resource, version] as const),
  );
}

const groupVersions = (cluster: ClusterSnapshot): readonly string[] => [
  ...new Set(servedIn(cluster).map(([resource, version]) => rootOf(resources[resource].group, version))),
];

function documentOf(cluster: ClusterSnapshot, name: string): unknown {
  const served = servedIn(cluster).filter(([resource, version]) => rootOf(resources[resource].group, version) === name);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'lab' },
    paths: Object.fromEntries(served.map(([resource, version]) => [pathOf(resource, version), { patch: patchOf(resource, version) }])),
    components: { schemas: {} },
  };
}

function pathOf(resource: Resource, version: string): string {
  const { group, namespaced } = resources[resource];
  return `/${rootOf(group, version)}/${namespaced ? 'namespaces/{namespace}/' : ''}${pluralOf(resource)}/{name}`;
}

/** kubectl looks for the parameters of the PATCH of a kind (k8s.io/cli-runtime, resource.NewQueryParamVerifierV3). */
function patchOf(resource: Resource, version: string): unknown {
  const { group, kind } = resources[resource];
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string' },
  }));
  return { 'x-kubernetes-action': 'patch', 'x-kubernetes-group-version-kind': { group, kind, version }, parameters, responses: {} };
}
