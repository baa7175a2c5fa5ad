/** What the first lists of a cluster lead to: the Services behind the load balancers looked at, their pods and events. */

import type { KubernetesObject, Resource, ResourceTypes, Service, TargetGroupBinding } from '../../snapshot/kubernetes.ts';
import type { Scope } from '../../snapshot/snapshot.ts';
import { type Backend, backendScopes, distinct, otherSystemScopes, systemNamespace } from './wanted.ts';

export interface ClusterWish {
  readonly resources: ReadonlySet<Resource>;
  /** Services whose load balancers are looked at; with `allServices`, all of type LoadBalancer too. */
  readonly backends: readonly Backend[];
  /** DNS names of the load balancers looked at, in lower case. */
  readonly hostnames: ReadonlySet<string>;
  /** ARNs and names of their target groups. */
  readonly targetGroups: ReadonlySet<string>;
  readonly allServices: boolean;
  /** Logs of Cilium's and the controller's pods. */
  readonly logs?: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}

export interface SecondStep {
  readonly pods: readonly Scope[];
  readonly events: readonly Scope[];
  /** Where Cilium lives, if that is not kube-system. */
  readonly ciliumNamespace: string | undefined;
}

type Items = (resource: Resource) => readonly KubernetesObject[];

export function secondStep(read: Items, wish: ClusterWish): SecondStep {
  const items = <R extends Resource>(resource: R) => read(resource) as readonly ResourceTypes[R][];
  const bindings = [...items('targetgroupbindings.elbv2.k8s.aws'), ...items('targetgroupbindings.eks.amazonaws.com')];
  const services = items('services').filter((service) => isLookedAt(service, bindings, wish));
  const cilium = items('daemonsets.apps').find(({ metadata }) => metadata.name === 'cilium')?.metadata.namespace;
  const known = knownEvents(wish);
  const events = eventScopes(services.map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name })));
  return {
    pods: distinct([...otherSystemScopes([...items('daemonsets.apps'), ...items('deployments.apps')]), ...backendScopes(services)]),
    events: events.filter(({ namespace }) => !known.some((one) => one.namespace === namespace)),
    ciliumNamespace: cilium === systemNamespace ? undefined : cilium,
  };
}

/** Of the namespaces that tags name, and of the one where Cilium and the controllers live. */
export const knownEvents = ({ backends }: ClusterWish): readonly Scope[] =>
  distinct([...eventScopes(backends), { namespace: systemNamespace }]);

const eventScopes = (backends: readonly Backend[]): readonly Scope[] => distinct(backends.map(({ namespace }) => ({ namespace })));

/** A Service is looked at if tags, a TargetGroupBinding or its ingress address tie it to a load balancer that is. */
function isLookedAt(service: Service, bindings: readonly TargetGroupBinding[], wish: ClusterWish): boolean {
  if (wish.allServices && service.spec?.type === 'LoadBalancer') return true;
  const { name, namespace } = service.metadata;
  if (wish.backends.some((backend) => backend.name === name && backend.namespace === namespace)) return true;
  const addresses = service.status?.loadBalancer?.ingress ?? [];
  if (addresses.some(({ hostname }) => hostname !== undefined && wish.hostnames.has(hostname.toLowerCase()))) return true;
  return bindings.some(({ metadata, spec }) => metadata.namespace === namespace && spec?.serviceRef?.name === name && isOurs(spec, wish));
}

const isOurs = (spec: TargetGroupBinding['spec'], wish: ClusterWish): boolean =>
  [spec?.targetGroupARN, spec?.targetGroupName].some((group) => group !== undefined && wish.targetGroups.has(group));
