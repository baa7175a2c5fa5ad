/** The back ends of a Service: who is ready, and on which node; known only where every slice was read and says so. */

import type { EndpointSlice, Endpoints } from '../snapshot/kubernetes.ts';
import { type Fact, known } from './fact.ts';
import { found, listed, missingResource } from './lookup.ts';
import type { Cluster } from './topology.ts';

export interface Backend {
  readonly address: string;
  readonly node: string | undefined;
  readonly ready: boolean;
  /** False where its readiness does not stand there: `ready` is then what Kubernetes takes it for, and no proof. */
  readonly isTold: boolean;
  readonly isPod: boolean;
  /** Numbers of its ports by name; the unnamed port is ``. */
  readonly ports: ReadonlyMap<string, number>;
}

type Subset = NonNullable<Endpoints['subsets']>[number];

/** From EndpointSlices, else from Endpoints. A slice of the namespace without its label could belong to any Service: then nothing is known. */
export function backendsOf(cluster: Cluster, namespace: string, service: string): Fact<readonly Backend[]> {
  const slices = listed(cluster.snapshot, 'endpointslices.discovery.k8s.io');
  if (!slices.known) return byEndpoints(cluster, namespace, service) ?? slices;
  const here = slices.value.filter(({ metadata }) => metadata.namespace === undefined || metadata.namespace === namespace);
  const own = here.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
  const isClear = here.every(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] !== undefined);
  if (!isClear || own.some(isCut)) return unclear(cluster, 'endpointslices.discovery.k8s.io', namespace, service);
  return known(
    own.flatMap(({ endpoints, ports }) =>
      (endpoints ?? []).flatMap(({ addresses, nodeName, conditions, targetRef }) =>
        (addresses ?? []).map((address) => ({
          address,
          node: nodeName,
          ready: conditions?.ready !== false,
          isTold: typeof conditions?.ready === 'boolean',
          isPod: targetRef?.kind === 'Pod',
          ports: new Map((ports ?? []).flatMap(({ name, port }) => (port ? [[name ?? '', port] as const] : []))),
        })),
      ),
    ),
  );
}

/** A slice always says who its endpoints are, if only that there are none. */
const isCut = ({ metadata, endpoints }: EndpointSlice) =>
  metadata.namespace === undefined || endpoints === undefined || (endpoints?.some(({ addresses }) => addresses === undefined) ?? false);

function byEndpoints(cluster: Cluster, namespace: string, service: string): Fact<readonly Backend[]> | undefined {
  const object = found(cluster.snapshot, 'endpoints').find(({ metadata }) => metadata.namespace === namespace && metadata.name === service);
  if (object?.subsets === undefined || object.subsets === null) return undefined;
  if (object.subsets.some(isCutSubset) || object.metadata.annotations?.['endpoints.kubernetes.io/over-capacity'] === 'truncated')
    return unclear(cluster, 'endpoints', namespace, service);
  return known(
    object.subsets.flatMap(({ addresses, notReadyAddresses, ports }) => {
      const numbers = new Map((ports ?? []).flatMap(({ name, port }) => (port === undefined ? [] : [[name ?? '', port] as const])));
      const backends = (list: typeof addresses, ready: boolean) =>
        (list ?? []).flatMap(({ ip, nodeName, targetRef }) =>
          ip === undefined
            ? []
            : [{ address: ip, node: nodeName, ready, isTold: addresses !== undefined, isPod: targetRef?.kind === 'Pod', ports: numbers }],
        );
      return [...backends(addresses, true), ...backends(notReadyAddresses, false)];
    }),
  );
}

/** Without both lists a subset says nothing; an address without its `ip` could be anybody. */
const isCutSubset = ({ addresses, notReadyAddresses }: Subset) =>
  (addresses === undefined && notReadyAddresses === undefined) ||
  [...(addresses ?? []), ...(notReadyAddresses ?? [])].some(({ ip }) => ip === undefined);

function unclear(
  cluster: Cluster,
  resource: 'endpointslices.discovery.k8s.io' | 'endpoints',
  namespace: string,
  service: string,
): Fact<readonly Backend[]> {
  const missing = missingResource(cluster.snapshot, resource);
  return {
    known: false,
    missing: { ...missing, why: `the ${resource} of namespace ${namespace} do not tell all back ends of Service ${service}` },
  };
}
