/** Load balancers selected by the Service or Gateway behind them, as the join knows it: tags alone do not always tell. */

import { behindWhat } from '../snapshot/gaps.ts';
import { gatewayServiceName } from '../snapshot/gatewayService.ts';
import type { Gap, NamespacedName, Requested } from '../snapshot/snapshot.ts';
import type { Cluster, NetworkLoadBalancer, Origin } from './topology.ts';

export interface RequestedObject extends NamespacedName {
  readonly kind: 'service' | 'gateway';
}

export const requestedObjects = ({ services = [], gateways = [] }: Requested): readonly RequestedObject[] => [
  ...services.map((one) => ({ ...one, kind: 'service' as const })),
  ...gateways.map((one) => ({ ...one, kind: 'gateway' as const })),
];

interface Joined {
  readonly loadBalancers: readonly NetworkLoadBalancer[];
  readonly clusters: readonly Cluster[];
  readonly gaps: readonly Gap[];
}

/** Everything where no Service and no Gateway is requested. Clusters that stand behind none of those selected go too, unless none was found at all. */
export function selected({ loadBalancers, clusters, gaps }: Joined, requested: Requested): Joined {
  const objects = requestedObjects(requested);
  if (objects.length === 0) return { loadBalancers, clusters, gaps };
  const chosen = loadBalancers.filter((one) => objects.some((object) => isServing(one, object)));
  const behind = new Set(chosen.flatMap(({ cluster }) => cluster ?? []));
  const isKept = (cluster: Cluster) => behind.size === 0 || behind.has(cluster) || requested.clusters?.includes(cluster.name) === true;
  const found = new Set(objects.filter((object) => chosen.some((one) => isServing(one, object))).map(behindWhat));
  return { loadBalancers: chosen, clusters: clusters.filter(isKept), gaps: gaps.filter(({ what }) => !found.has(what)) };
}

export function isServing({ origin, targetGroups }: NetworkLoadBalancer, object: RequestedObject): boolean {
  const origins = [origin, ...targetGroups.map((group) => group.origin)];
  return origins.some((one) => one !== undefined && (object.kind === 'service' ? isNamed(one, object) : isOwnedBy(one, object)));
}

interface Named {
  readonly namespace?: string | undefined;
  readonly name: string;
}

const isNamed = (one: Named, { namespace, name }: NamespacedName) => one.namespace === namespace && one.name === name;

/** Where Gateways were not read, the name of the Service tells. */
function isOwnedBy(origin: Origin, gateway: NamespacedName): boolean {
  if (origin.gateway.known && origin.gateway.value !== undefined) return isNamed(origin.gateway.value.metadata, gateway);
  return isNamed(origin, { namespace: gateway.namespace, name: gatewayServiceName(gateway.name) });
}
