/** Live AWS and Kubernetes into a snapshot. What fails is a gap in it, never the end of the run. */

import { distinctGaps } from '../snapshot/gaps.ts';
import { redactSnapshot } from '../snapshot/redact.ts';
import type { ClusterSnapshot, RegionSnapshot, Requested, Snapshot } from '../snapshot/snapshot.ts';
import { accountOf } from '../text/arn.ts';
import { type AwsClients, createClients } from './aws/clients.ts';
import { readDetails } from './aws/details.ts';
import { type Fleet, listFleet, readFleet } from './aws/fleet.ts';
import { missingClusters, missingLoadBalancers, missingObjects } from './aws/missing.ts';
import { readNetwork } from './aws/network.ts';
import { createRollCall, objectNamesIn } from './aws/objectNames.ts';
import { regionSnapshot } from './aws/regionSnapshot.ts';
import type { Context } from './context.ts';
import { startBudget } from './io/budget.ts';
import { clusterOutside, findClusters, readClusters } from './kubernetes/clusters.ts';
import type { Collected, CollectRequest } from './request.ts';
import { suspects } from './suspects.ts';

/** Never rejects because AWS or a cluster could not be read. @throws KubeconfigError where the kubeconfig asked for is no use */
export async function collect(request: CollectRequest, clients?: AwsClients): Promise<Snapshot> {
  return (await collectWithCoverage(request, clients)).snapshot;
}

export async function collectWithCoverage(request: CollectRequest, given?: AwsClients): Promise<Collected> {
  const budget = startBudget(request.deadlineMs, request.signal);
  const outside = await clusterOutside(request, budget);
  const clients = given ?? createClients(request.elbRate, request);
  const regions = [...new Set(request.regions)];
  const names = objectNamesIn(request);
  const rollCall = names === undefined ? undefined : createRollCall(names, regions, budget);
  const context: Context = { request, clients, budget, outside, rollCall, gaps: [] };
  const takenAt = new Date().toISOString();
  try {
    const read = await Promise.all(regions.map((region) => readRegion(context, region)));
    const clusters = read.flatMap((one) => one.clusters);
    const fleets = read.map(({ fleet }) => fleet);
    context.gaps.push(
      ...missingLoadBalancers(context, fleets),
      ...missingObjects(context, fleets),
      ...(await missingClusters(context, clusters)),
    );
    return { snapshot: redactSnapshot(snapshotOf(takenAt, context, read)), ...coverageOf(read), calls: clients.calls() };
  } finally {
    if (given === undefined) clients.close();
  }
}

interface RegionRead {
  readonly fleet: Fleet;
  readonly region: RegionSnapshot;
  readonly clusters: readonly ClusterSnapshot[];
}

async function readRegion(context: Context, region: string): Promise<RegionRead> {
  const finding = findClusters(context, region);
  const lists = await listFleet(context, region);
  context.request.onProgress?.({ step: 'load balancers', region, done: lists.loadBalancers.length, of: lists.loadBalancers.length });
  const fleet = await readFleet(context, region, lists);
  const suspicious = suspects(context.request, fleet);
  const reading = finding.then((found) => readClusters(context, found, { suspects: suspicious, unnamed: fleet.unnamed }));
  const [details, network, clusters] = await Promise.all([
    readDetails(context, region, suspicious),
    readNetwork(context, region, { fleet, suspects: suspicious, clusters: reading }),
    reading,
  ]);
  return { fleet, region: regionSnapshot(fleet, details, network), clusters };
}

function snapshotOf(takenAt: string, { gaps, request }: Context, read: readonly RegionRead[]): Snapshot {
  const arn = read.flatMap(({ fleet }) => fleet.loadBalancers)[0]?.LoadBalancerArn;
  const seen = { regions: read.map(({ region }) => region), clusters: read.flatMap(({ clusters }) => clusters) };
  const account = accountOf(arn);
  return {
    format: 1,
    takenAt,
    ...(account === undefined ? {} : { account }),
    requested: requestedIn(request),
    ...seen,
    unreadable: distinctGaps(gaps),
  };
}

/** A kubeconfig names its cluster itself: what `--cluster` says then selects load balancers only. */
function requestedIn({ regions, clusters, loadBalancers, services, gateways, kubeconfig }: CollectRequest): Requested {
  return {
    regions: [...new Set(regions)],
    ...(clusters === undefined || kubeconfig !== undefined ? {} : { clusters }),
    ...(loadBalancers === undefined ? {} : { loadBalancers }),
    ...(services === undefined ? {} : { services }),
    ...(gateways === undefined ? {} : { gateways }),
  };
}

function coverageOf(read: readonly RegionRead[]): Pick<Collected, 'cursor' | 'coverage'> {
  const stopped = read.filter(({ fleet }) => fleet.cursor !== undefined).map(({ fleet }) => `${fleet.region}=${fleet.cursor}`);
  const sum = (of: (fleet: Fleet) => number) => read.reduce((total, { fleet }) => total + of(fleet), 0);
  return {
    cursor: stopped.length === 0 ? undefined : stopped.join(','),
    coverage: { targetGroups: sum((fleet) => fleet.asked), read: sum((fleet) => fleet.read) },
  };
}
