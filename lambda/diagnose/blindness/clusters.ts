/** Clusters that were named, or stand behind a load balancer in trouble, and could not be read. */

import { type Gap, isNothingRead } from '../../snapshot/snapshot.ts';
import type { Cluster, NetworkLoadBalancer, Topology } from '../../topology/topology.ts';
import type { BlindSpot } from '../diagnosis.ts';
import { statusOf } from '../status.ts';
import { list } from '../vocabulary.ts';
import { notInSnapshot, speaksOf, type Why, whyOf } from './why.ts';

/** A cluster is blindness where it was named, or where it stands behind a load balancer in trouble. One that nobody needed is none. */
export function blindClusters(topology: Topology, unlisted: ReadonlySet<string | null>): readonly BlindSpot[] {
  const needed = new Map(neededClusters(topology).map((cluster) => [`${cluster.region}/${cluster.name}`, cluster]));
  const unread = [...needed.values()].filter(({ region }) => !unlisted.has(region));
  return [
    ...unread.map(
      ({ name, region, snapshot }): BlindSpot => ({
        subject: 'cluster',
        name,
        region,
        extent: 'nothing-read',
        ...whyUnread(snapshot.unreadable, { name, region }, topology),
      }),
    ),
    ...missingClusters(topology),
  ].toSorted((a, b) => (`${a.region} ${a.name}` < `${b.region} ${b.name}` ? -1 : 1));
}

function neededClusters({ requested, clusters, loadBalancers }: Topology): readonly Cluster[] {
  const isRequested = ({ name }: Cluster) => requested.clusters?.includes(name) === true;
  const named = clusters.filter((one) => isRequested(one) && one.reachable !== undefined && isNothingRead(one.snapshot));
  const behind = loadBalancers.flatMap((one) => {
    const status = statusOf(one);
    if (status === 'healthy') return [];
    const candidates = one.cluster === undefined ? clusters.filter((cluster) => mayStandBehind(cluster, one)) : [one.cluster];
    // Where the health itself is not known, nobody had reason to try the cluster.
    return candidates.filter(({ snapshot, reachable }) => isNothingRead(snapshot) && (status !== 'unknown' || reachable === false));
  });
  return [...named, ...behind];
}

/** A load balancer that says nothing of its cluster may belong to any cluster of its VPC that was tried in vain. */
function mayStandBehind({ region, reachable, snapshot }: Cluster, loadBalancer: NetworkLoadBalancer): boolean {
  const vpc = snapshot.eks?.resourcesVpcConfig?.vpcId;
  if (region !== loadBalancer.region || reachable !== false) return false;
  return vpc === undefined || loadBalancer.facts.VpcId === undefined || vpc === loadBalancer.facts.VpcId;
}

interface Place {
  readonly name: string;
  readonly region: string;
}

const accessRemedy = 'nlb-doctor preflight prints the access entry and the RBAC manifest that allow it';

function whyUnread(own: readonly Gap[], { name, region }: Place, { gaps }: Topology): Why {
  const telling = own.find(({ what }) => what === 'kubernetes') ?? own[0];
  if (telling !== undefined) return whyOf(telling, accessRemedy);
  const listing = gaps.find((gap) => gap.what.startsWith('eks:') && speaksOf(gap, region) && (gap.cluster ?? name) === name);
  if (listing !== undefined) return whyOf(listing);
  return {
    because: 'no cluster of this name was found and read there',
    remedy:
      'name its kubeconfig with --kubeconfig where it is no EKS cluster of this account; where it was deleted, the load balancer is a leftover of it',
    code: null,
  };
}

function missingClusters({ requested, clusters, gaps, regionsSeen }: Topology): readonly BlindSpot[] {
  const missing = (requested.clusters ?? []).filter((name) => !clusters.some((cluster) => cluster.name === name));
  return missing.flatMap((name): readonly BlindSpot[] => {
    const gap = gaps.find(({ what }) => what === `eks:DescribeCluster/${name}`);
    if (gap === undefined && regionsSeen.length === 0) return [];
    const why = gap === undefined ? { ...notInSnapshot, because: `no cluster of this name is in ${list(requested.regions)}` } : whyOf(gap);
    return [{ subject: 'cluster', name, region: null, extent: 'nothing-read', ...why }];
  });
}
