/** What an API server says about itself: its version, groups, and the resources in them. */

import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { type Answer, json, plain } from '../answer.ts';
import { servedVersions } from './installed.ts';
import { pluralOf } from './route.ts';
import { noSuchPath } from './status.ts';

/** @param path without a trailing slash */
export function discover(cluster: ClusterSnapshot, path: string, isWritable = false): Answer {
  if (path === '/version') return json(versionOf(cluster));
  if (path === '/healthz' || path === '/livez' || path === '/readyz') return plain('ok');
  if (path === '/api') return json({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
  if (path === '/apis') return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(cluster) });
  const [, root, group, version] = path.split('/');
  if (root === 'api' && group === 'v1' && version === undefined) return json(resourceList(cluster, '', 'v1', isWritable));
  const found = groupsOf(cluster).find(({ name }) => root === 'apis' && name === group);
  if (found === undefined) return noSuchPath();
  if (version === undefined) return json({ kind: 'APIGroup', apiVersion: 'v1', ...found });
  return found.versions.some((one) => one.version === version)
    ? json(resourceList(cluster, found.name, version, isWritable))
    : noSuchPath();
}

function versionOf({ eks }: ClusterSnapshot): Readonly<Record<string, string>> {
  const [major = '1', minor = '33'] = (eks?.version ?? '').split('.').filter((part) => part !== '');
  return { major, minor, gitVersion: `v${major}.${minor}.0-eks-lab`, gitCommit: '', gitTreeState: 'clean', platform: 'linux/amd64' };
}

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string; readonly version: string }[];
  readonly preferredVersion: unknown;
}

function groupsOf(cluster: ClusterSnapshot): readonly Group[] {
  const names = [...new Set(Object.values(resources).map(({ group }) => group))].filter((group) => group !== '');
  const groups = names.map((name) => ({ name, versions: versionsOf(cluster, name) }));
  const reviews = { name: 'authorization.k8s.io', versions: ['v1'] };
  return [...groups, reviews].flatMap(({ name, versions }) => {
    const listed = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
    return listed.length === 0 ? [] : [{ name, versions: listed, preferredVersion: listed[0] }];
  });
}

const inGroup = (group: string) =>
  (Object.keys(resources) as readonly Resource[]).filter((resource) => resources[resource].group === group);

function versionsOf(cluster: ClusterSnapshot, group: string): readonly string[] {
  return [...new Set(inGroup(group).flatMap((resource) => servedVersions(cluster, resource)))];
}

const reads = ['get', 'list'];
const all = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

function resourceList(cluster: ClusterSnapshot, group: string, version: string, isWritable: boolean): unknown {
  const served = inGroup(group).filter((resource) => servedVersions(cluster, resource).includes(version));
  const listed = served.map((resource) => {
    const { kind, namespaced } = resources[resource];
    return {
      name: pluralOf(resource),
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: isWritable ? all : reads,
      shortNames: shortNames[resource],
    };
  });
  const log = group === '' ? [{ name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] }] : [];
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: group === 'authorization.k8s.io' ? reviews : [...listed, ...log],
  };
}

/** What people type; API servers tell it with their resources. */
const shortNames: Partial<Readonly<Record<Resource, readonly string[]>>> = {
  services: ['svc'],
  endpoints: ['ep'],
  nodes: ['no'],
  pods: ['po'],
  configmaps: ['cm'],
  namespaces: ['ns'],
  events: ['ev'],
  'daemonsets.apps': ['ds'],
  'deployments.apps': ['deploy'],
  'ingresses.networking.k8s.io': ['ing'],
  'customresourcedefinitions.apiextensions.k8s.io': ['crd', 'crds'],
  'gatewayclasses.gateway.networking.k8s.io': ['gc'],
  'gateways.gateway.networking.k8s.io': ['gtw'],
  'ciliumnodes.cilium.io': ['cn'],
  'ciliumenvoyconfigs.cilium.io': ['cec'],
};

const reviews = ['SelfSubjectAccessReview', 'SelfSubjectRulesReview'].map((kind) => ({
  name: `${kind.toLowerCase()}s`,
  singularName: '',
  namespaced: false,
  kind,
  verbs: ['create'],
}));
