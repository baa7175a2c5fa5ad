/** Clusters: found in EKS (or a kubeconfig), described, and read where a suspicious load balancer stands before them. */

import type { EksCluster } from '../../snapshot/eks.ts';
import { notFound } from '../../snapshot/gaps.ts';
import { type Resource, resources } from '../../snapshot/kubernetes.ts';
import type { ClusterSnapshot, Gap } from '../../snapshot/snapshot.ts';
import { describeCluster, listClusters } from '../aws/eks.ts';
import { awsGap } from '../aws/gaps.ts';
import { clusterNames, noCluster } from '../aws/missing.ts';
import { ciliumServiceOf, isEmpty, type ObjectNames, objectNamesIn } from '../aws/objectNames.ts';
import { type Context, toReading } from '../context.ts';
import { type Budget, BudgetEnded, within } from '../io/budget.ts';
import { skewSentence } from '../io/clockSkew.ts';
import { codeOf } from '../io/errors.ts';
import type { CollectRequest } from '../request.ts';
import { type Candidate, isBehind, type Suspect } from '../suspects.ts';
import type { ClusterWish } from './behind.ts';
import { readCluster } from './cluster.ts';
import { clusterGap } from './gaps.ts';
import type { KubeconfigCluster } from './kubeconfig.ts';
import { invokeReader } from './remoteReader.ts';
import { createTokenSource, mintToken } from './token.ts';
import { createTransport, type Server, type Transport } from './transport.ts';
import { everyResource } from './wanted.ts';

/** A cluster that exists; `failure` where it could not be described. `server` where it is not reached as EKS says. */
export interface Found extends Candidate {
  readonly eks: EksCluster | undefined;
  readonly profile?: string | undefined;
  readonly server?: Server;
  readonly failure?: unknown;
}

/** Depth 1 and 2. Clusters that were named need no list. */
export async function findClusters(context: Context, region: string): Promise<readonly Found[]> {
  const { request, clients, budget } = context;
  if (context.outside !== undefined) return outsideEks(region, request, context.outside);
  const call = { client: clients.eks(region), budget };
  const names = request.clusters ?? toReading(context, 'eks:ListClusters', region, await listClusters(call)).items;
  const found = await Promise.all(
    names.map(async (name): Promise<Found | undefined> => {
      try {
        const eks = await describeCluster(call, name);
        return { region, name, vpcId: eks.resourcesVpcConfig?.vpcId, eks, profile: request.profile };
      } catch (failure) {
        const isElsewhere = request.clusters !== undefined && request.regions.length > 1 && isNotThere(failure);
        return isElsewhere ? undefined : { region, name, vpcId: undefined, eks: undefined, failure };
      }
    }),
  );
  return found.filter((one) => one !== undefined);
}

const isNotThere = (failure: unknown) => codeOf(failure) === 'ResourceNotFoundException';

/** A kubeconfig knows no region: its cluster is taken to stand behind the load balancers of the first one. */
function outsideEks(region: string, { regions }: CollectRequest, { name, server }: KubeconfigCluster): readonly Found[] {
  return region === regions[0] ? [{ region, name, vpcId: undefined, eks: undefined, server }] : [];
}

/** Loads what the request names; a credentials plugin may take half of the time there is. @throws KubeconfigError */
export async function clusterOutside(
  { kubeconfig }: Pick<CollectRequest, 'kubeconfig'>,
  budget: Budget,
): Promise<KubeconfigCluster | undefined> {
  if (kubeconfig === undefined) return undefined;
  const { KubeconfigError, loadKubeconfig } = await import('./kubeconfig.ts');
  try {
    return await within(budget.part(budget.remaining() / 2), () => loadKubeconfig(kubeconfig));
  } catch (error) {
    if (!(error instanceof BudgetEnded)) throw error;
    throw new KubeconfigError(
      'the credentials plugin of the kubeconfig did not answer in time: does it wait for a login? Run kubectl once, so that it can ask',
    );
  }
}

/** Why clusters are read. */
export interface ReadFor {
  readonly suspects: readonly Suspect[];
  /** Requested by name and in no tag: the clusters themselves are asked what became of them. */
  readonly unnamed: ObjectNames | undefined;
}

/** Depth 3 and 4 for those behind a suspect; of the others only what EKS says. */
export function readClusters(
  context: Context,
  found: readonly Found[],
  { suspects, unnamed }: ReadFor,
): Promise<readonly ClusterSnapshot[]> {
  return Promise.all(
    found.map((cluster) => {
      const behind = suspects.filter((suspect) => isBehind(cluster, suspect, found));
      if (cluster.failure !== undefined) return describeFailed(context, cluster, cluster.failure);
      const isSearched = unnamed !== undefined && !isEmpty(unnamed);
      if (behind.length === 0 && !isSearched && !isReadAnyway(context.request)) return untouched(cluster, []);
      return readOne(context, cluster, { suspects: behind, unnamed });
    }),
  );
}

/** A cluster may be at fault for a load balancer that does not exist; where load balancers were named, only those are in question. */
const isReadAnyway = (request: CollectRequest) =>
  request.everything === true ||
  (request.closely === 'all' && (request.loadBalancers ?? []).length === 0 && objectNamesIn(request) === undefined);

function untouched({ name, region, eks }: Found, unreadable: readonly Gap[]): ClusterSnapshot {
  return { name, region, eks, readings: new Map(), partial: new Set(), unreadable, logs: [] };
}

async function describeFailed(context: Context, cluster: Found, failure: unknown): Promise<ClusterSnapshot> {
  const { region, name } = cluster;
  const described = awsGap('eks:DescribeCluster', region, failure, skewSentence(context.clients.clock.offset()));
  const gap: Gap = isNotThere(failure)
    ? { what: described.what, region, cluster: name, code: notFound, ...noCluster(name, [region], await clusterNames(context, [region])) }
    : { ...described, cluster: name };
  context.gaps.push(gap);
  return untouched(cluster, [{ ...gap, what: 'kubernetes' }]);
}

const longestCluster = 10_000;

async function readOne(context: Context, cluster: Found, behind: ReadFor): Promise<ClusterSnapshot> {
  const reader = context.request.readers?.[cluster.name];
  if (reader !== undefined) return readElsewhere(context, cluster, reader, wishOf(context, cluster, behind));
  let transport: Transport | undefined;
  try {
    transport = createTransport(cluster.server ?? eksServer(context, cluster));
    const budget = context.budget.part(context.request.clusterMs ?? longestCluster);
    const read = await readCluster({ transport, budget }, cluster, wishOf(context, cluster, behind));
    context.gaps.push(...read.unreadable);
    return read;
  } catch (failure) {
    const gap = clusterGap('kubernetes', cluster, failure);
    context.gaps.push(gap);
    return untouched(cluster, [gap]);
  } finally {
    transport?.close();
  }
}

/** A function in the cluster's own network reads it for us. */
async function readElsewhere(
  context: Context,
  { region, name, eks, profile }: Found,
  functionArn: string,
  wish: ClusterWish,
): Promise<ClusterSnapshot> {
  try {
    const budget = context.budget.part(context.request.clusterMs ?? longestCluster);
    const read = await invokeReader(functionArn, { region, name, wish }, budget, context.request);
    context.gaps.push(...read.unreadable);
    return { ...read, eks };
  } catch (failure) {
    const gap = clusterGap('kubernetes', { region, name, eks, profile }, failure);
    context.gaps.push(gap);
    return untouched({ region, name, vpcId: undefined, eks }, [gap]);
  }
}

/** @throws Error where EKS says neither endpoint nor CA: a cluster that is being made */
export function eksServer({ clients }: Pick<Context, 'clients'>, { region, name, eks }: Pick<Found, 'region' | 'name' | 'eks'>): Server {
  const ca = eks?.certificateAuthority?.data;
  if (eks?.endpoint === undefined || ca === undefined)
    throw new Error(`EKS names no endpoint or CA for it (status ${eks?.status ?? 'unknown'})`);
  const source = createTokenSource(async () =>
    mintToken({ region, cluster: name, credentials: await clients.credentials(region), at: new Date(Date.now() + clients.clock.offset()) }),
  );
  return {
    address: eks.endpoint,
    tls: { ca: Buffer.from(ca, 'base64') },
    authorize: async () => ({ authorization: `Bearer ${await source.token()}` }),
    renew: source.renew,
  };
}

function wishOf({ request }: Context, { region, name }: Found, { suspects: behind, unnamed }: ReadFor): ClusterWish {
  const wanted =
    request.everything === true ? everyResource : request.reads.filter((read): read is Resource => Object.hasOwn(resources, read));
  const onProgress = request.onProgress;
  return {
    resources: new Set(wanted),
    backends: [
      ...behind.flatMap(({ service }) => service ?? []),
      ...(unnamed?.services ?? []),
      ...(unnamed?.gateways ?? []).map(ciliumServiceOf),
    ],
    hostnames: new Set(behind.flatMap(({ loadBalancer }) => loadBalancer?.DNSName?.toLowerCase() ?? [])),
    targetGroups: new Set(
      behind.flatMap(({ targetGroups }) => targetGroups.flatMap((group) => [group.TargetGroupArn, group.TargetGroupName])),
    ),
    allServices: request.everything === true,
    logs: request.logs === true,
    ...(onProgress === undefined
      ? {}
      : { onProgress: (done: number, of: number) => onProgress({ step: 'cluster', region, cluster: name, done, of }) }),
  };
}
