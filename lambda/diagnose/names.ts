/** Names that are safe to put into a command: everything else becomes a `<placeholder>`, so that no object's name can run anything. */

import { valueOr } from '../topology/fact.ts';
import type { Cluster, NetworkLoadBalancer, Topology } from '../topology/topology.ts';
import type { Names } from './finding.ts';

/** Kubernetes names, AWS ids, ARNs, ports, CIDR blocks: no space, quote, dollar, backtick, semicolon, pipe or dash in front. */
const plain = /^[A-Za-z0-9_][A-Za-z0-9_.:/,=@-]{0,2047}$/;

export const isPlain = (value: string): boolean => plain.test(value);

const safe = (key: string, value: string | undefined): string => (value !== undefined && isPlain(value) ? value : `<${dashed(key)}>`);

const dashed = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

type Raw = Readonly<Record<string, string | undefined>>;

/** Missing names read `<key>` as well, so that a remedy never prints `undefined`. */
export function safeNames(raw: Raw): Names {
  const values = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, safe(key, value)]));
  return new Proxy(values, {
    get: (target, key) => (typeof key !== 'string' ? undefined : Object.hasOwn(target, key) ? target[key] : `<${dashed(key)}>`),
  }) as Names;
}

export function namesOfLoadBalancer(loadBalancer: NetworkLoadBalancer, topology: Topology): Raw {
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

export const namesOfCluster = (cluster: Cluster, topology: Topology): Raw => ({
  account: topology.account,
  region: cluster.region,
  cluster: cluster.name,
  ciliumNamespace: cluster.ciliumNamespace,
});
