/** EKS: the clusters of a region; each answers with the address and CA of its stand-in in the lab. */

import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { AwsFailure, refused } from './failure.ts';
import { page } from './paging.ts';
import { gapOf, number, type Operation, type Scene, text } from './scene.ts';

const listClusters: Operation = (input, scene) => {
  const gap = gapOf(scene, 'eks:ListClusters');
  const names = clustersOf(scene).map(({ name }) => name);
  const source = gap === undefined ? { items: names } : { items: names, failure: refused(gap, 'eks:ListClusters') };
  const limits = { size: number(input.maxResults), usual: 100, least: 1, most: 100, invalid: 'InvalidParameterException' };
  const { items, next } = page(source, { ...limits, token: text(input.nextToken) });
  return { clusters: items, nextToken: next };
};

const describeCluster: Operation = (input, scene) => {
  const cluster = clustersOf(scene).find(({ name }) => name === input.name);
  if (cluster === undefined) throw new AwsFailure('ResourceNotFoundException', `No cluster found for name: ${String(input.name)}.`);
  const gap = scene.snapshot.unreadable.find(
    (one) =>
      one.what === 'eks:DescribeCluster' &&
      (one.cluster === undefined || one.cluster === cluster.name) &&
      (one.region ?? cluster.region) === cluster.region,
  );
  if (gap !== undefined && cluster.eks === undefined) throw refused(gap, 'eks:DescribeCluster');
  const address = scene.address(cluster.region, cluster.name);
  const { endpoint, certificateAuthority } = address ?? { endpoint: undefined, certificateAuthority: undefined };
  return { cluster: { ...cluster.eks, endpoint, certificateAuthority: { data: certificateAuthority } } };
};

/** Clusters without an EKS answer are not EKS clusters, unless the snapshot says that the answer was refused. */
function clustersOf({ snapshot, region }: Scene): readonly ClusterSnapshot[] {
  const told = (name: string) => snapshot.unreadable.some(({ what, cluster }) => what === 'eks:DescribeCluster' && cluster === name);
  return snapshot.clusters.filter((cluster) => cluster.region === region.region && (cluster.eks !== undefined || told(cluster.name)));
}

export const eks: Readonly<Record<string, Operation>> = { ListClusters: listClusters, DescribeCluster: describeCluster };
