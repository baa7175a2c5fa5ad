/** Which resources an API server of the snapshot serves, and in which versions. */

import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { type ClusterSnapshot, reading } from '../../lambda/snapshot/snapshot.ts';
import { builtInGroups } from './route.ts';

/** Versions, the preferred one first; none where the resource is not installed. */
export function servedVersions(cluster: ClusterSnapshot, resource: Resource): readonly string[] {
  const { group, versions } = resources[resource];
  if (builtInGroups.includes(group)) return versions;
  const found = cluster.readings.get(resource);
  const declared = versionsDeclared(cluster, resource);
  if (found === undefined) return declared;
  if (found.state === 'complete' && found.installed === false) return [];
  const used = found.items.map(({ apiVersion }) => apiVersion?.split('/')[1]).filter((version) => version !== undefined);
  const all = [...new Set([...declared, ...used])];
  return all.length > 0 ? all : [versions[0]];
}

function versionsDeclared(cluster: ClusterSnapshot, resource: Resource): readonly string[] {
  const definition = reading(cluster, 'customresourcedefinitions.apiextensions.k8s.io').items.find(
    ({ metadata }) => metadata.name === resource,
  );
  const versions = definition?.spec?.versions ?? [];
  return versions.flatMap(({ name, served }) => (name === undefined || served === false ? [] : [name]));
}
