/** What was requested by name and is nowhere: a misspelt name, another region, another cluster, or no network load balancer at all. */

import type { LoadBalancer } from '../../snapshot/aws.ts';
import { loadBalancersOperation } from '../../snapshot/awsFiles.ts';
import { plainText } from '../../snapshot/error.ts';
import { behindWhat, notFound } from '../../snapshot/gaps.ts';
import type { ClusterSnapshot, Gap, NamespacedName } from '../../snapshot/snapshot.ts';
import { nearestNames } from '../../text/nearest.ts';
import type { Context } from '../context.ts';
import { listClusters } from './eks.ts';
import type { Fleet } from './fleet.ts';
import { gatewayOf, unnamed as missingFrom, objectNamesIn } from './objectNames.ts';
import { serviceTag } from './tags.ts';

const places = (regions: readonly string[]) => regions.join(', ');
const checkName = 'check the name and the region';

/** Named load balancers that are not among those looked at. Says nothing where no region could be listed: absence is evidence only in a list. */
export function missingLoadBalancers({ request }: Context, fleets: readonly Fleet[]): readonly Gap[] {
  const listed = fleets.filter(({ listedCompletely }) => listedCompletely);
  if (listed.length === 0) return [];
  return (request.loadBalancers ?? []).flatMap((name) => {
    const found = fleets.flatMap(({ loadBalancers }) => loadBalancers).find((one) => isNamed(one, name));
    if (found?.Type === 'network') return [];
    const what = `${loadBalancersOperation}/${name}`;
    if (found !== undefined) return [{ what, code: 'NotNetwork', ...otherType(found, fleets) }];
    const isForeign = fleets.some((fleet) => fleet.listed.some((one) => isNamed(one, name)));
    if (isForeign) return [{ what, code: notFound, ...otherCluster(name, request.clusters ?? []) }];
    return [{ what, code: notFound, ...nowhere(name, fleets) }];
  });
}

const isNamed = (one: LoadBalancer, name: string) => one.LoadBalancerName === name || one.LoadBalancerArn === name;

type Reason = Required<Pick<Gap, 'error' | 'remedy'>>;

const otherType = ({ LoadBalancerName, Type }: LoadBalancer, fleets: readonly Fleet[]): Reason => ({
  error: `${plainText(LoadBalancerName)} is a load balancer of type ${plainText(Type ?? 'unknown')}, and only network load balancers are diagnosed`,
  remedy: nearestNames(LoadBalancerName, networkNames(fleets)) ?? checkName,
});

const otherCluster = (name: string, clusters: readonly string[]): Reason => ({
  error: `${plainText(name)} belongs to another cluster than ${clusters.map(plainText).join(', ')}`,
  remedy: 'leave --cluster out, or name its cluster',
});

function nowhere(name: string, fleets: readonly Fleet[]): Reason {
  const [read, unread] = [true, false].map((done) =>
    fleets.filter(({ listedCompletely }) => listedCompletely === done).map(({ region }) => region),
  );
  const rest = unread === undefined || unread.length === 0 ? '' : `, and ${places(unread)} could not be listed`;
  return {
    error: `there is no load balancer ${plainText(name)} in ${places(read ?? [])}${rest}`,
    remedy: suggested(nearestNames(name, networkNames(fleets)), checkName),
  };
}

const suggested = (nearest: string | undefined, check: string): string =>
  nearest === undefined ? check : `${plainText(nearest)}; ${check}`;

const networkNames = (fleets: readonly Fleet[]) =>
  fleets.flatMap(({ listed }) => listed.filter(({ Type }) => Type === 'network').map(({ LoadBalancerName }) => LoadBalancerName));

/** Services and Gateways that no tag names. The topology may still find one behind a load balancer without tags, and drops the gap then. */
export function missingObjects({ request }: Context, fleets: readonly Fleet[]): readonly Gap[] {
  const listed = fleets.filter(({ listedCompletely }) => listedCompletely);
  const unnamed = listed.map((fleet) => fleet.unnamed).find((names) => names !== undefined);
  const names = objectNamesIn(request);
  if (unnamed === undefined || names === undefined) return [];
  const tags = fleets.flatMap(({ tagsOf }) => [...tagsOf.values()]);
  const { services, gateways } = missingFrom(names, tags);
  const known = { service: tags.flatMap((one) => serviceTag(one) ?? []), gateway: tags.flatMap((one) => gatewayOf(one) ?? []) };
  return [
    ...services.map((one) => ({ ...one, kind: 'service' as const })),
    ...gateways.map((one) => ({ ...one, kind: 'gateway' as const })),
  ].map((object) => ({ what: behindWhat(object), code: notFound, ...notTagged(object, known[object.kind], request.regions) }));
}

const slashed = ({ namespace, name }: NamespacedName) => `${namespace}/${name}`;
const kinds = { service: 'Service', gateway: 'Gateway' } as const;

function notTagged(
  object: NamespacedName & { readonly kind: keyof typeof kinds },
  known: readonly NamespacedName[],
  regions: readonly string[],
): Reason {
  return {
    error: `no network load balancer in ${places(regions)} is known to serve ${kinds[object.kind]} ${plainText(slashed(object))}`,
    remedy: suggested(nearestNames(slashed(object), known.map(slashed)), 'check the name, the namespace and the region'),
  };
}

/** Named clusters of which nothing was described anywhere. The names there are cost one call a region, and only where a name is wrong. */
export async function missingClusters(context: Context, clusters: readonly ClusterSnapshot[]): Promise<readonly Gap[]> {
  const { request } = context;
  if (request.kubeconfig !== undefined) return [];
  const missing = (request.clusters ?? []).filter((name) => !clusters.some((cluster) => cluster.name === name));
  if (missing.length === 0) return [];
  const known = await clusterNames(context);
  return missing.map((name) => ({ what: `eks:DescribeCluster/${name}`, code: notFound, ...noCluster(name, request.regions, known) }));
}

export const noCluster = (name: string, regions: readonly string[], known: readonly string[]): Reason => ({
  error: `there is no EKS cluster ${plainText(name)} in ${places(regions)}`,
  remedy: suggested(nearestNames(name, known), checkName),
});

/** As many as may be listed; that they may not be is no gap, since nothing of the diagnosis rests on it. */
export async function clusterNames({ request, clients, budget }: Context, regions = request.regions): Promise<readonly string[]> {
  const pages = await Promise.all(regions.map((region) => listClusters({ client: clients.eks(region), budget })));
  return pages.flatMap(({ items }) => items);
}
