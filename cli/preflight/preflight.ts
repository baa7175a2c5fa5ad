/** Can it read what the rules read, and no more than that? Trial calls on AWS, access reviews on clusters. */

import type { AwsClients } from '../../lambda/collect/aws/clients.ts';
import { createClients } from '../../lambda/collect/aws/clients.ts';
import type { Context } from '../../lambda/collect/context.ts';
import { startBudget } from '../../lambda/collect/io/budget.ts';
import { clusterOutside, eksServer, type Found, findClusters } from '../../lambda/collect/kubernetes/clusters.ts';
import { clusterGap } from '../../lambda/collect/kubernetes/gaps.ts';
import { createTransport, type Transport } from '../../lambda/collect/kubernetes/transport.ts';
import type { CollectRequest } from '../../lambda/collect/request.ts';
import { gapSentence } from '../../lambda/snapshot/gaps.ts';
import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { awsChecks } from './awsChecks.ts';
import type { Check, Preflight } from './check.ts';
import { clusterChecks } from './clusterChecks.ts';

export interface PreflightRequest
  extends Pick<
    CollectRequest,
    'regions' | 'profile' | 'caBundle' | 'clusters' | 'reads' | 'logs' | 'deadlineMs' | 'signal' | 'kubeconfig' | 'elbRate'
  > {
  /** AWS actions beside those of a check, such as the one that `--all-regions` takes. */
  readonly alsoActions?: readonly string[];
}

/** @throws KubeconfigError */
export async function preflight(request: PreflightRequest, given?: AwsClients): Promise<Preflight> {
  const budget = startBudget(request.deadlineMs, request.signal);
  const outside = await clusterOutside(request, budget);
  const clients = given ?? createClients(request.elbRate, request);
  const context: Context = { request, clients, budget, outside, gaps: [] };
  try {
    const regions = await Promise.all([...new Set(request.regions)].map((region) => checkRegion(context, region, request)));
    const found = regions.flatMap((one) => one.clusters);
    return {
      checks: [...regions.flatMap(({ checks }) => checks), ...nowhere(request, found)],
      warnings: regions.flatMap(({ warnings }) => warnings),
    };
  } finally {
    if (given === undefined) clients.close();
  }
}

interface RegionChecked extends Preflight {
  readonly clusters: readonly string[];
}

async function checkRegion(context: Context, region: string, request: PreflightRequest): Promise<RegionChecked> {
  const found = findClusters(context, region);
  const described = found.then((clusters) => clusters.filter(({ failure }) => failure === undefined));
  const also = region === request.regions[0] ? (request.alsoActions ?? []) : [];
  const [aws, clusters, each] = await Promise.all([
    awsChecks(context, region, { found, also }),
    described,
    described.then((some) => Promise.all(some.map((cluster) => checkCluster(context, cluster)))),
  ]);
  return {
    checks: [...aws, ...each.flatMap(({ checks }) => checks)],
    warnings: each.flatMap(({ warnings }) => warnings),
    clusters: clusters.map(({ name }) => name),
  };
}

/** How long one cluster may take, in milliseconds. */
const longestCluster = 10_000;

async function checkCluster(context: Context, cluster: Found): Promise<Preflight> {
  const { reads, logs } = context.request;
  const wanted = reads.filter((read): read is Resource => Object.hasOwn(resources, read));
  let transport: Transport | undefined;
  try {
    transport = createTransport(cluster.server ?? eksServer(context, cluster));
    const connection = { transport, budget: context.budget.part(longestCluster) };
    return await clusterChecks(connection, cluster, { resources: wanted, logs: logs === true });
  } catch (failure) {
    const gap = clusterGap('kubernetes', cluster, failure);
    return { checks: [unanswered(cluster.name, cluster.region, gapSentence(gap))], warnings: [] };
  } finally {
    transport?.close();
  }
}

const unanswered = (cluster: string, region: string, error: string): Check => ({
  what: 'kubernetes',
  need: { kind: 'answer' },
  region,
  cluster,
  verdict: 'unknown',
  error,
});

/** Clusters asked for by name that no region has; where only one region was asked, EKS itself says so. */
function nowhere({ clusters = [], kubeconfig, regions }: PreflightRequest, found: readonly string[]): readonly Check[] {
  if (kubeconfig !== undefined || regions.length < 2) return [];
  return clusters
    .filter((name) => !found.includes(name))
    .map((name) => unanswered(name, regions.join(', '), 'no region that was asked has a cluster of this name that could be described'));
}
