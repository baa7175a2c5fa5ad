/** Names that are safe to put into a command: everything else becomes a `<placeholder>`, so that no object's name can run anything. */

import type { ClusterAccess } from '../text/commands.ts';
import { plainOr } from '../text/shell.ts';
import { valueOr } from '../topology/fact.ts';
import type { Cluster, NetworkLoadBalancer, Topology } from '../topology/topology.ts';
import { type NameKey, type Names, nameKeys } from './finding.ts';

const dashed = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export type RawNames = Readonly<Partial<Record<NameKey, string | undefined>>>;

export function safeNames(raw: RawNames, access: ClusterAccess): Names {
  const values = nameKeys.map((key) => [key, plainOr(raw[key], dashed(key))] as const);
  return { ...(Object.fromEntries(values) as Record<NameKey, string>), access };
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
