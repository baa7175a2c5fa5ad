/** The back ends of a Service: who is ready, and on which node; known only where every slice was read and says so. */

import { type Fact, known } from './fact.ts';
import { found, listed, missingResource } from './lookup.ts';
import type { Cluster } from './topology.ts';

export interface Backend {
  readonly address: string;
  readonly node: string | undefined;
  readonly ready: boolean;
  readonly isPod: boolean;
  /** Numbers of its ports by name; the unnamed port is ``. */
  readonly ports: ReadonlyMap<string, number>;
}

/** From EndpointSlices, else from Endpoints. A slice of the namespace without its label could belong to any Service: then nothing is known. */
export function backendsOf(cluster: Cluster, namespace: string, service: string): Fact<readonly Backend[]> {
  const slices = listed(cluster.snapshot, 'endpointslices.discovery.k8s.io');
  if (!slices.known) return byEndpoints(cluster, namespace, service) ?? slices;
  const here = slices.value.filter(({ metadata }) => metadata.namespace === namespace);
  const own = here.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
  const isClear = here.every(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] !== undefined);
  if (!isClear || own.some(({ endpoints }) => endpoints === undefined))
    return unclear(cluster, 'endpointslices.discovery.k8s.io', namespace, service);
  return known(
    own.flatMap(({ endpoints, ports }) =>
      (endpoints ?? []).flatMap(({ addresses, nodeName, conditions, targetRef }) =>
        (addresses ?? []).map((address) => ({
          address,
          node: nodeName,
          ready: conditions?.ready !== false,
          isPod: targetRef?.kind === 'Pod',
          ports: new Map((ports ?? []).flatMap(({ name, port }) => (port ? [[name ?? '', port] as const] : []))),
        })),
      ),
    ),
  );
}

function byEndpoints(cluster: Cluster, namespace: string, service: string): Fact<readonly Backend[]> | undefined {
  const object = found(cluster.snapshot, 'endpoints').find(({ metadata }) => metadata.namespace === namespace && metadata.name === service);
  if (object?.subsets === undefined || object.subsets === null) return undefined;
  return known(
    object.subsets.flatMap(({ addresses, notReadyAddresses, ports }) => {
      const numbers = new Map((ports ?? []).flatMap(({ name, port }) => (port === undefined ? [] : [[name ?? '', port] as const])));
      const backends = (list: typeof addresses, ready: boolean) =>
        (list ?? []).flatMap(({ ip, nodeName, targetRef }) =>
          ip === undefined ? [] : [{ address: ip, node: nodeName, ready, isPod: targetRef?.kind === 'Pod', ports: numbers }],
        );
      return [...backends(addresses, true), ...backends(notReadyAddresses, false)];
    }),
  );
}

function unclear(
  cluster: Cluster,
  resource: 'endpointslices.discovery.k8s.io',
  namespace: string,
  service: string,
): Fact<readonly Backend[]> {
  const missing = missingResource(cluster.snapshot, resource);
  return {
    known: false,
    missing: { ...missing, why: `the EndpointSlices of namespace ${namespace} do not tell which belong to Service ${service}` },
  };
}
