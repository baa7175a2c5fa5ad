/** What was requested or needed and could not be read. Where this list is not empty, silence says nothing: blindness is never health. */

import { loadBalancersOperation, namedFiles, targetGroupsOperation } from '../snapshot/awsFiles.ts';
import { behindWhat, notFound } from '../snapshot/gaps.ts';
import { type Gap, isNothingRead } from '../snapshot/snapshot.ts';
import { kubectl } from '../text/commands.ts';
import { nearestNames } from '../text/nearest.ts';
import { found } from '../topology/lookup.ts';
import { isServing, type RequestedObject, requestedObjects } from '../topology/selection.ts';
import type { Cluster, NetworkLoadBalancer, TargetGroup, Topology } from '../topology/topology.ts';
import { type AccessOf, accessIn, grantText } from './access.ts';
import type { BlindSpot } from './diagnosis.ts';
import { statusOf } from './status.ts';
import { list } from './vocabulary.ts';

/** A pure function of the topology. Regions first, then clusters, then load balancers; each once, in the order of their names. */
export function cannotTellOf(topology: Topology, accessOf: AccessOf = accessIn(topology, {})): readonly BlindSpot[] {
  const regions = blindRegions(topology);
  const unlisted = new Set(regions.filter(({ extent }) => extent === 'nothing-read').map(({ region }) => region));
  return [
    ...regions,
    ...partlyReadRegions(topology, regions),
    ...blindClusters(topology, unlisted),
    ...missingLoadBalancers(topology, unlisted),
    ...missingObjects(topology, unlisted, accessOf),
    ...topology.loadBalancers.flatMap((one) => blindLoadBalancer(one, topology, accessOf)),
  ];
}

interface Why {
  readonly because: string;
  readonly remedy: string;
  readonly code: string | null;
}

const retry = 'run it again, with a longer --timeout where time was short';

const whyOf = ({ error, remedy, code }: Gap, otherwise = retry): Why => ({
  because: error,
  remedy: remedy ?? otherwise,
  code: code === undefined ? null : String(code),
});

/** Several gaps of one subject: each reason and each remedy once. */
function together(gaps: readonly Gap[]): Why {
  const all = gaps.map((gap) => whyOf(gap));
  const distinct = (part: (why: Why) => string) => [...new Set(all.map(part))].join('; ');
  return { because: distinct(({ because }) => because), remedy: distinct(({ remedy }) => remedy), code: all[0]?.code ?? null };
}

/** Without these lists nothing can be said of a region. */
const lists: ReadonlySet<string> = new Set([loadBalancersOperation, targetGroupsOperation]);
const speaksOf = (gap: Gap, region: string) => gap.region === undefined || gap.region === region;

function blindRegions({ requested, regionsSeen, gaps, loadBalancers }: Topology): readonly BlindSpot[] {
  const refused = gaps.filter(({ what }) => lists.has(what));
  const regions = new Set([...requested.regions, ...regionsSeen, ...refused.flatMap(({ region }) => region ?? [])]);
  return [...regions].toSorted().flatMap((region): readonly BlindSpot[] => {
    const here = refused.filter((gap) => speaksOf(gap, region));
    if (here.length === 0 && regionsSeen.includes(region)) return [];
    const extent = loadBalancers.some((one) => one.region === region) ? 'partly-read' : 'nothing-read';
    const why = here.length > 0 ? together(here) : notInSnapshot;
    return [{ subject: 'region', name: region, region, extent, ...why }];
  });
}

const notInSnapshot: Why = {
  because: 'the snapshot holds nothing of it',
  remedy: 'capture it again, or add aws/<region>/load-balancers.json and target-groups.json',
  code: null,
};

/** Health that was refused, or for which there was no time, in a whole region is one fact about the region. */
function partlyReadRegions({ gaps, loadBalancers }: Topology, blind: readonly BlindSpot[]): readonly BlindSpot[] {
  const regions = new Set(loadBalancers.filter((one) => unreadGroups(one).length > 0).map(({ region }) => region));
  return [...regions].toSorted().flatMap((region): readonly BlindSpot[] => {
    const here = gaps.filter((gap) => gap.what === namedFiles.targetHealth.operation && speaksOf(gap, region));
    if (here.length === 0 || blind.some((one) => one.region === region)) return [];
    return [{ subject: 'region', name: region, region, extent: 'partly-read', ...together(here) }];
  });
}

/** A cluster is blindness where it was named, or where it stands behind a load balancer in trouble. One that nobody needed is none. */
function blindClusters(topology: Topology, unlisted: ReadonlySet<string | null>): readonly BlindSpot[] {
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
  const whole = own.find(({ what }) => what === 'kubernetes');
  if (whole !== undefined) return whyOf(whole, accessRemedy);
  if (own.length > 0) return { ...together(own.slice(0, 1)), remedy: own[0]?.remedy ?? accessRemedy };
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

/** Named load balancers that are not among those that were read. Where no region was listed, that says it all. */
function missingLoadBalancers({ requested, loadBalancers, gaps }: Topology, unlisted: ReadonlySet<string | null>): readonly BlindSpot[] {
  if (requested.regions.every((region) => unlisted.has(region))) return [];
  const missing = (requested.loadBalancers ?? []).filter((name) => !loadBalancers.some((one) => one.name === name || one.arn === name));
  return missing.map((name): BlindSpot => {
    const gap = gaps.find(({ what }) => what === `${loadBalancersOperation}/${name}`);
    const why = gap === undefined ? { ...notInSnapshot, because: 'it is not among the load balancers that were read' } : whyOf(gap);
    return { subject: 'load-balancer', name, region: null, extent: 'nothing-read', ...why };
  });
}

/** Services and Gateways that no load balancer serves: absent, without a load balancer, or behind one that could not be joined to them. */
function missingObjects(topology: Topology, unlisted: ReadonlySet<string | null>, accessOf: AccessOf): readonly BlindSpot[] {
  const { requested, loadBalancers } = topology;
  if (requested.regions.every((region) => unlisted.has(region))) return [];
  const missing = requestedObjects(requested).filter((object) => !loadBalancers.some((one) => isServing(one, object)));
  return missing.map((object): BlindSpot => {
    const name = `${object.namespace}/${object.name}`;
    return { subject: object.kind, name, region: null, extent: 'nothing-read', ...whyUnserved(object, topology, accessOf) };
  });
}

const objectKinds = {
  service: { resource: 'services', word: 'Service' },
  gateway: { resource: 'gateways.gateway.networking.k8s.io', word: 'Gateway' },
} as const;

function whyUnserved(object: RequestedObject, { clusters, gaps }: Topology, accessOf: AccessOf): Why {
  const { resource, word } = objectKinds[object.kind];
  const shown = `${object.namespace}/${object.name}`;
  const named = clusters.flatMap((cluster) => found(cluster.snapshot, resource).map((one) => ({ cluster, metadata: one.metadata })));
  const there = named.find(({ metadata }) => metadata.namespace === object.namespace && metadata.name === object.name);
  if (there !== undefined) {
    const { name, region } = there.cluster;
    const describe = kubectl({ access: accessOf(region, name) }, `describe ${object.kind} ${object.name} --namespace ${object.namespace}`);
    return {
      because: `${word} ${shown} of cluster ${name} has no network load balancer among those that were read`,
      remedy: describe,
      code: notFound,
    };
  }
  const gap = gaps.find(({ what }) => what === behindWhat(object));
  if (gap !== undefined) return whyOf(gap);
  const nearest = nearestNames(
    shown,
    named.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  const because = `no network load balancer that was read serves ${word} ${shown}`;
  return { because, remedy: nearest ?? 'check the name and the namespace', code: notFound };
}

/** A load balancer whose own facts are missing: the health of a group, its groups, who should be registered, or the cluster behind it. */
function blindLoadBalancer(loadBalancer: NetworkLoadBalancer, topology: Topology, accessOf: AccessOf): readonly BlindSpot[] {
  const why = whyBlind(loadBalancer, topology, accessOf);
  if (why === undefined) return [];
  const { name, region } = loadBalancer;
  return [{ subject: 'load-balancer', name, region, extent: 'partly-read', ...why }];
}

function whyBlind(loadBalancer: NetworkLoadBalancer, topology: Topology, accessOf: AccessOf): Why | undefined {
  const unread = unreadGroups(loadBalancer);
  if (unread.length > 0) return healthUnread(loadBalancer, unread);
  const status = statusOf(loadBalancer);
  if (status === 'healthy') return undefined;
  return (status === 'unknown' ? whyUnknown(loadBalancer, topology, accessOf) : undefined) ?? clusterUnlisted(loadBalancer, topology);
}

/** Undefined where a gap of the whole region says it already. */
function healthUnread({ surroundings }: NetworkLoadBalancer, unread: readonly TargetGroup[]): Why | undefined {
  const gaps = unread.flatMap(({ name }) => {
    const health = surroundings.targetHealth.get(name);
    return health?.state === 'incomplete' && health.gap.what !== namedFiles.targetHealth.operation ? [health.gap] : [];
  });
  if (gaps.length === 0) return undefined;
  const why = together(gaps);
  return { ...why, because: `the health of target group ${list(unread.map(({ name }) => name))} was not read: ${why.because}` };
}

function whyUnknown(loadBalancer: NetworkLoadBalancer, { gaps }: Topology, accessOf: AccessOf): Why | undefined {
  const { region, cluster, targetGroups, targetGroupsComplete } = loadBalancer;
  const isListed = !gaps.some((gap) => lists.has(gap.what) && speaksOf(gap, region));
  if (!targetGroupsComplete && isListed) return groupsNotKnown;
  if (cluster === undefined || isNothingRead(cluster.snapshot)) return undefined;
  const expected = targetGroups.map((group) => group.expected).find(({ known }) => !known);
  if (expected === undefined || expected.known) return undefined;
  return { because: expected.missing.why, remedy: grantText(expected.missing.grant, accessOf, region), code: null };
}

function clusterUnlisted({ cluster, region }: NetworkLoadBalancer, { gaps }: Topology): Why | undefined {
  const refused = gaps.find((gap) => gap.what === 'eks:ListClusters' && speaksOf(gap, region));
  if (cluster !== undefined || refused === undefined) return undefined;
  const why = whyOf(refused);
  return { ...why, because: `the cluster behind it is not known: ${why.because}` };
}

const groupsNotKnown: Why = {
  because: 'not all target groups that it forwards to were read',
  remedy: 'read the target groups and listeners of the region again, without a filter',
  code: null,
};

const unreadGroups = ({ targetGroups }: NetworkLoadBalancer) => targetGroups.filter(({ attached, healthRead }) => attached && !healthRead);
