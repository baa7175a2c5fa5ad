/** Which lists of a cluster are read, and how narrow: never all pods, never all events, never all ConfigMaps. */

import { type Pod, type Resource, resources, type Service } from '../../snapshot/kubernetes.ts';
import type { Scope } from '../../snapshot/snapshot.ts';

/** A Service behind a load balancer that is looked at, as its tags, or the cluster's own objects, name it. */
export interface Backend {
  readonly namespace: string;
  readonly name: string;
}

/** Resources whose lists are read whole: they are few, or rules compare all of them. */
export const whole = (resource: Resource): boolean => !['pods', 'events', 'configmaps', 'leases.coordination.k8s.io'].includes(resource);

export const everyResource = Object.keys(resources) as readonly Resource[];

/** Labels of the pods that carry the traffic or register the targets (Helm charts of Cilium 1.13 to 1.20, LBC, kube-proxy add-on). */
const systemSelectors: readonly string[] = [
  'k8s-app=cilium',
  'k8s-app=cilium-envoy',
  'io.cilium/app=operator',
  'k8s-app=kube-proxy',
  'app.kubernetes.io/name=aws-load-balancer-controller',
];

/** The agents' configuration, and the bootstrap of cilium-envoy, which is not there where Envoy runs inside the agent. */
export const ciliumConfigMaps = ['cilium-config', 'cilium-envoy-config'] as const;

export const systemNamespace = 'kube-system';

export const systemPods = (namespace: string): readonly Scope[] => systemSelectors.map((selector) => ({ namespace, selector }));

/** Where the pods of Cilium and of the controller live that are not in kube-system, as their workloads tell. */
export function otherSystemScopes(workloads: readonly { readonly metadata: Pod['metadata'] }[]): readonly Scope[] {
  const scopes = workloads.flatMap(({ metadata: { name, namespace } }) => {
    const selectors = selectorsOf(name);
    return namespace === undefined || namespace === systemNamespace ? [] : selectors.map((selector) => ({ namespace, selector }));
  });
  return distinct(scopes);
}

function selectorsOf(workload: string): readonly string[] {
  if (workload === 'cilium') return ['k8s-app=cilium'];
  if (workload === 'cilium-envoy') return ['k8s-app=cilium-envoy'];
  if (workload === 'cilium-operator') return ['io.cilium/app=operator'];
  return workload.includes('aws-load-balancer-controller') ? ['app.kubernetes.io/name=aws-load-balancer-controller'] : [];
}

/** Pods behind Services, by their selectors; a Service without one (Cilium's for a Gateway) has no pods of its own. */
export function backendScopes(services: readonly Service[]): readonly Scope[] {
  const scopes = services.flatMap(({ metadata, spec }) => {
    const labels = Object.entries(spec?.selector ?? {});
    if (labels.length === 0 || metadata.namespace === undefined) return [];
    return [{ namespace: metadata.namespace, selector: labels.map(([key, value]) => `${key}=${value}`).join(',') }];
  });
  return distinct(scopes);
}

export function distinct(scopes: readonly Scope[]): readonly Scope[] {
  return [...new Map(scopes.map((scope) => [`${scope.namespace ?? ''}?${scope.selector ?? ''}`, scope])).values()];
}
