/** The load balancers of a region: which there are, how their targets are, and which of them look wrong. */

import type { LoadBalancer, TagDescription, TargetGroup, TargetHealthDescription } from '../../snapshot/aws.ts';
import { loadBalancersOperation, regionFiles, targetGroupsOperation } from '../../snapshot/awsFiles.ts';
import type { Reading } from '../../snapshot/snapshot.ts';
import { type Context, toReading } from '../context.ts';
import { type ElbCall, listLoadBalancers, listTargetGroups, readTags, tagsACall } from './elastic-load-balancing.ts';
import { type HealthRead, readHealth } from './health.ts';
import { mayServe, type ObjectNames, objectNamesIn } from './objectNames.ts';
import { clusterTag, isControlled, type Tags, tagsByArn } from './tags.ts';

export interface Fleet extends HealthRead, Lists {
  readonly region: string;
  readonly tags: Reading<TagDescription>;
  readonly tagsOf: ReadonlyMap<string, Tags>;
  /** Services and Gateways requested by name that no tag names, in any region; undefined where none are requested. */
  readonly unnamed: ObjectNames | undefined;
}

export interface Lists {
  readonly loadBalancers: readonly LoadBalancer[];
  readonly targetGroups: readonly TargetGroup[];
  /** All load balancers of the region, those that were not selected too: a name that does not exist is held against them. */
  readonly listed: readonly LoadBalancer[];
  readonly listedCompletely: boolean;
}

/** Depth 1: two lists of everything there is, in parallel. */
export async function listFleet(context: Context, region: string): Promise<Lists> {
  const call = callOf(context, region);
  const [balancers, groups] = await Promise.all([listLoadBalancers(call), listTargetGroups(call)]);
  toReading(context, loadBalancersOperation, region, balancers);
  toReading(context, targetGroupsOperation, region, groups);
  const isComplete = balancers.failure === undefined;
  return selected(context, {
    loadBalancers: balancers.items,
    targetGroups: groups.items,
    listed: balancers.items,
    listedCompletely: isComplete,
  });
}

export const callOf = ({ clients, budget }: Pick<Context, 'clients' | 'budget'>, region: string): ElbCall => ({
  client: clients.elb(region),
  budget,
});

/** Where load balancers were asked for by name, those and their groups. */
function selected({ request }: Context, lists: Lists): Lists {
  const { loadBalancers, targetGroups } = lists;
  const names = new Set(request.loadBalancers ?? []);
  if (names.size === 0) return lists;
  const kept = loadBalancers.filter((one) => names.has(one.LoadBalancerName) || names.has(one.LoadBalancerArn));
  const arns = new Set(kept.map((one) => one.LoadBalancerArn));
  return {
    ...lists,
    loadBalancers: kept,
    targetGroups: targetGroups.filter((group) => group.LoadBalancerArns?.some((arn) => arns.has(arn))),
  };
}

/** Depth 2: health, one call a group, and tags, twenty load balancers a call. */
export async function readFleet(context: Context, region: string, lists: Lists): Promise<Fleet> {
  const networks = lists.loadBalancers.filter((one) => one.Type === 'network');
  const loose = lists.targetGroups.filter((group) => (group.LoadBalancerArns ?? []).length === 0 && isNetworkGroup(group));
  const arns = [...networks.map((one) => one.LoadBalancerArn), ...loose.map((group) => group.TargetGroupArn)];
  const tagging = readAllTags(context, region, arns);
  const { narrowed, unnamed } = await narrowedByTags(context, region, lists, tagging);
  const attached = attachedGroups(narrowed);
  const [tags, health] = await Promise.all([tagging, readHealth(context, region, attached)]);
  const tagsOf = tagsByArn(tags.items);
  const controlled = loose.filter((group) => narrowed.targetGroups.includes(group) && isControlled(tagsOf.get(group.TargetGroupArn)));
  const more = controlled.length === 0 ? undefined : await readHealth(context, region, controlled);
  return { region, ...narrowed, tags, tagsOf, unnamed, ...joined(health, more) };
}

/** Waits for the tags only where they select. */
async function narrowedByTags({ request, rollCall }: Context, region: string, lists: Lists, tagging: Promise<Reading<TagDescription>>) {
  if (request.clusters === undefined && rollCall === undefined) return { narrowed: lists, unnamed: undefined };
  const tagsOf = tagsByArn((await tagging).items);
  const ours = request.clusters === undefined ? lists : ofClusters(request.clusters, lists, tagsOf);
  const names = objectNamesIn(request);
  if (rollCall === undefined || names === undefined) return { narrowed: ours, unnamed: undefined };
  rollCall.report(
    region,
    ours.loadBalancers.flatMap((one) => tagsOf.get(one.LoadBalancerArn) ?? []),
  );
  const unnamed = await rollCall.missing();
  return { narrowed: kept(ours, (arn) => mayServe(tagsOf.get(arn), names, unnamed)), unnamed };
}

/** Load balancers by their own tags, their groups with them; groups that have none by theirs. */
function kept(lists: Lists, isKept: (arn: string) => boolean): Lists {
  const loadBalancers = lists.loadBalancers.filter((one) => isKept(one.LoadBalancerArn));
  const arns = new Set(loadBalancers.map((one) => one.LoadBalancerArn));
  const isBehind = ({ LoadBalancerArns: fronts = [], TargetGroupArn }: TargetGroup) =>
    fronts.length === 0 ? isKept(TargetGroupArn) : fronts.some((arn) => arns.has(arn));
  return { ...lists, loadBalancers, targetGroups: lists.targetGroups.filter(isBehind) };
}

function joined(first: HealthRead, second: HealthRead | undefined): HealthRead {
  if (second === undefined) return first;
  return {
    health: new Map([...first.health, ...second.health]),
    cursor: first.cursor,
    read: first.read + second.read,
    asked: first.asked + second.asked,
  };
}

const networkProtocols: ReadonlySet<string> = new Set(['TCP', 'TLS', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC']);
/** Whether a group may stand behind a network load balancer. */
export const isNetworkGroup = ({ Protocol }: TargetGroup) => Protocol === undefined || networkProtocols.has(Protocol);

function attachedGroups({ loadBalancers, targetGroups }: Lists): readonly TargetGroup[] {
  const arns = new Set(loadBalancers.filter((one) => one.Type === 'network').map((one) => one.LoadBalancerArn));
  return targetGroups.filter((group) => group.LoadBalancerArns?.some((arn) => arns.has(arn)));
}

/** Leaves out what says that it belongs to a cluster that was not asked for. */
function ofClusters(clusters: readonly string[], lists: Lists, tagsOf: ReadonlyMap<string, Tags>): Lists {
  const { loadBalancers, targetGroups } = lists;
  const isForeign = (arn: string) => {
    const named = clusterTag(tagsOf.get(arn));
    return named !== undefined && !clusters.includes(named);
  };
  const foreign = new Set(loadBalancers.map((one) => one.LoadBalancerArn).filter(isForeign));
  return {
    ...lists,
    loadBalancers: loadBalancers.filter((one) => !foreign.has(one.LoadBalancerArn)),
    targetGroups: targetGroups.filter((group) => !isForeign(group.TargetGroupArn) && !isOnly(group.LoadBalancerArns, foreign)),
  };
}

const isOnly = (arns: readonly string[] | undefined, foreign: ReadonlySet<string>) =>
  arns !== undefined && arns.length > 0 && arns.every((arn) => foreign.has(arn));

export async function readAllTags(context: Context, region: string, arns: readonly string[]): Promise<Reading<TagDescription>> {
  const call = callOf(context, region);
  const batches = Array.from({ length: Math.ceil(arns.length / tagsACall) }, (_, index) =>
    arns.slice(index * tagsACall, (index + 1) * tagsACall),
  );
  const pages = await Promise.all(batches.map((batch) => readTags(call, [...batch])));
  const failure = pages.find((page) => page.failure !== undefined)?.failure;
  const items = pages.flatMap((page) => page.items);
  return toReading(context, regionFiles.tags.operation, region, failure === undefined ? { items } : { items, failure });
}

/** Health that is not simply healthy in all targets, of a group that has some. */
export function looksWrong(reading: Reading<TargetHealthDescription> | undefined): boolean {
  if (reading === undefined) return false;
  const states = reading.items.map((one) => one.TargetHealth?.State);
  return states.some((state) => state !== 'healthy') || (states.length === 0 && reading.state === 'complete');
}
