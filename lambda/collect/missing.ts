/** What was asked for by name and is nowhere: most often a slip of the pen, or the wrong region. */

import { plainText } from '../snapshot/error.ts';
import type { ClusterSnapshot, Gap, RegionSnapshot } from '../snapshot/snapshot.ts';
import type { CollectRequest } from './request.ts';

interface Seen {
  readonly regions: readonly RegionSnapshot[];
  readonly clusters: readonly ClusterSnapshot[];
}

export function missingByName(request: CollectRequest, { regions, clusters }: Seen): readonly Gap[] {
  const balancers = regions.flatMap(({ loadBalancers }) => loadBalancers.flatMap((one) => [one.LoadBalancerName, one.LoadBalancerArn]));
  const places = request.regions.join(', ');
  const orForeign = request.clusters === undefined ? '' : ', or it belongs to another cluster';
  const gone = (what: string, kind: string, name: string, or = ''): Gap => ({
    what,
    code: 'NotFound',
    error: `there is no ${kind} ${plainText(name)} in ${places}${or}; is the name spelled right, and the region?`,
  });
  const named = request.kubeconfig === undefined ? (request.clusters ?? []) : [];
  return [
    ...(request.loadBalancers ?? [])
      .filter((name) => !balancers.includes(name))
      .map((name) => gone('elasticloadbalancing:DescribeLoadBalancers', 'load balancer', name, orForeign)),
    ...named
      .filter((name) => !clusters.some((cluster) => cluster.name === name))
      .map((name) => gone('eks:DescribeCluster', 'cluster', name)),
  ];
}
