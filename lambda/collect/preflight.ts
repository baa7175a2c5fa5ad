/** Can it read what it needs? Trial calls on AWS, reviews on clusters, and for what is missing the exact grant. */

import type { AwsClients } from './aws/clients.ts';
import { createClients } from './aws/clients.ts';
import { type Budget, startBudget } from './budget.ts';
import { clusterOutside, eksServer, findClusters } from './clusters.ts';
import type { Context } from './context.ts';
import { clusterGap } from './kubernetes/gaps.ts';
import { createTransport } from './kubernetes/transport.ts';
import { clusterChecks } from './preflightCluster.ts';
import type { CollectRequest } from './request.ts';
import { awsChecks } from './trials.ts';

/** One thing that must be allowed. `allowed` undefined: it could not be told, and `error` says why. */
export interface Check {
  /** An AWS action, `list <plural>.<group>` of a cluster, or `kubernetes` for a whole cluster. */
  readonly what: string;
  readonly region: string;
  readonly cluster?: string;
  readonly allowed: boolean | undefined;
  readonly error?: string;
  /** What to paste where it is not allowed: an IAM statement, an `aws` command, or a manifest. */
  readonly grant?: string;
}

export interface Preflight {
  readonly checks: readonly Check[];
  /** What is allowed and should not be. */
  readonly warnings: readonly string[];
}

export type PreflightRequest = Pick<
  CollectRequest,
  'regions' | 'profile' | 'clusters' | 'deadlineMs' | 'signal' | 'kubeconfig' | 'elbRate'
>;

/** @throws KubeconfigError */
export async function preflight(request: PreflightRequest, given?: AwsClients): Promise<Preflight> {
  const budget = startBudget(request.deadlineMs, request.signal);
  const outside = await clusterOutside(request);
  const clients = given ?? createClients(request.elbRate, request.profile);
  const context: Context = { request: { ...request, reads: [] }, clients, budget, outside, gaps: [] };
  try {
    const regions = await Promise.all(request.regions.map((region) => checkRegion(context, region)));
    return { checks: regions.flatMap(({ checks }) => checks), warnings: regions.flatMap(({ warnings }) => warnings) };
  } finally {
    if (given === undefined) clients.close();
  }
}

async function checkRegion(context: Context, region: string): Promise<Preflight> {
  const [checks, clusters] = await Promise.all([awsChecks(context, region), findClusters(context, region)]);
  const each = await Promise.all(
    clusters.map(async (cluster): Promise<Preflight> => {
      if (cluster.failure !== undefined) return { checks: [], warnings: [] };
      return checkCluster(context, cluster, context.budget.part(10_000));
    }),
  );
  return { checks: [...checks, ...each.flatMap((one) => one.checks)], warnings: each.flatMap((one) => one.warnings) };
}

type Cluster = Awaited<ReturnType<typeof findClusters>>[number];

async function checkCluster(context: Context, cluster: Cluster, budget: Budget): Promise<Preflight> {
  try {
    const transport = createTransport(cluster.server ?? eksServer(context, cluster));
    const result = await clusterChecks({ transport, budget }, cluster);
    transport.close();
    return result;
  } catch (failure) {
    const { error } = clusterGap('kubernetes', cluster, failure);
    return { checks: [{ what: 'kubernetes', region: cluster.region, cluster: cluster.name, allowed: undefined, error }], warnings: [] };
  }
}
