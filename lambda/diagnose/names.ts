/** Names that are safe to put into a command: everything else becomes a `<placeholder>`, so that no object's name can run anything. */

import type { ClusterAccess } from '../text/commands.ts';
import { plainOr } from '../text/shell.ts';
import { valueOr } from '../topology/fact.ts';
import type { Cluster, NetworkLoadBalancer, Topology } from '../topology/topology.ts';
import type { Names } from './finding.ts';

const dashed = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export type RawNames = Readonly<Record<string, string | undefined>>;

/** Missing names read `<key>` as well, so that a remedy never prints `undefined`. */
export function safeNames(raw: RawNames, access: ClusterAccess): Names {
  const values = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, plainOr(value, dashed(key))]));
  const known: Readonly<Record<string, unknown>> = { ...values, access };
  return new Proxy(known, {
    get: (target, key) => (typeof key !== 'string' ? undefined : Object.hasOwn(target, key) ? target[key] : `<${dashed(key)}>`),
  }) as unknown as Names;
}

export function namesOfLoadBalancer(loadBalancer: NetworkLoadBalancer, topology: Topology): RawNames {
  const gateway = valueOr(loadBalancer.origin?.gateway ?? { known: true, value: undefined }, undefined);
  return {
    account: topology.account,
    region: loadBalancer.region,
    cluster: loadBalancer.cluster?.name,
    ciliumNamespace: loadBalancer.cluster?.ciliumNamespace ?? 'kube-system',
    namespace: loadBalancer.origin?.namespace,
    service: loadBalancer.origin?.name,
    gateway: gateway?.metadata.name,
    gatewayNamespace: gateway?.metadata.namespace,
    loadBalancer: loadBalancer.name,
    loadBalancerArn: loadBalancer.arn,
  };
}

export const namesOfCluster = (cluster: Cluster, topology: Topology): RawNames => ({
  account: topology.account,
  region: cluster.region,
  cluster: cluster.name,
  ciliumNamespace: cluster.ciliumNamespace,
});
