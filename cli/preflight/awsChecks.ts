/** Trial calls: each AWS action once, on something that does not exist, or dry; whatever is answered but a denial means it is allowed. */

import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { awsGap, isDenied } from '../../lambda/collect/aws/gaps.ts';
import { WrongShape } from '../../lambda/collect/aws/shape.ts';
import { type Context, wants } from '../../lambda/collect/context.ts';
import { within } from '../../lambda/collect/io/budget.ts';
import { skewSentence } from '../../lambda/collect/io/clockSkew.ts';
import { codeOf, messageOf } from '../../lambda/collect/io/errors.ts';
import type { Found } from '../../lambda/collect/kubernetes/clusters.ts';
import { gapSentence } from '../../lambda/snapshot/gaps.ts';
import type { Check } from './check.ts';

type Send = (signal: AbortSignal) => Promise<unknown>;

/** What every check of a region calls, whatever the rules read. */
const always: readonly string[] = [
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'elasticloadbalancing:DescribeTags',
  'eks:ListClusters',
  'eks:DescribeCluster',
];

export interface AlsoTried {
  /** The clusters of the region; one that was described proves that the action is allowed for it. */
  readonly found: Promise<readonly Found[]>;
  /** Actions beside those that the rules read. */
  readonly also: readonly string[];
}

/** One check an action: those that are always called, and those of the rules. */
export async function awsChecks(context: Context, region: string, { found, also }: AlsoTried): Promise<readonly Check[]> {
  const { dryRuns } = await import('./dryRuns.ts');
  const trials = { ...elbTrials(context, region), ...eksTrials(context, region, found), ...dryRuns(context.clients.ec2(region)) };
  const isWanted = (action: string) => always.includes(action) || also.includes(action) || wants(context, action);
  const wanted = Object.entries(trials).filter(([action]) => isWanted(action));
  const tried = await Promise.all(wanted.map(([action, send]) => attempt(context, region, action, send)));
  return joined(tried).map(({ check }) => check);
}

interface Tried {
  readonly check: Check;
  /** Of the failure. */
  readonly code: string | undefined;
}

const longestTrial = 10_000;

async function attempt({ budget, clients }: Context, region: string, action: string, send: Send): Promise<Tried> {
  const check = { what: action, need: { kind: 'action', action }, region } as const;
  try {
    await within(budget.part(longestTrial), send);
    return { check: { ...check, verdict: 'allowed' }, code: undefined };
  } catch (failure) {
    const code = codeOf(failure);
    if (proves.test(code ?? '')) return { check: { ...check, verdict: 'allowed' }, code };
    if (isDenied(failure)) return { check: { ...check, verdict: 'denied', error: messageOf(failure) }, code };
    const gap = awsGap(action, region, failure, skewSentence(clients.clock.offset()));
    return { check: { ...check, verdict: 'unknown', error: gapSentence(gap) }, code };
  }
}

/** Where no call at all is answered, for one and the same reason, that is one thing that is missing and not one an action. */
function joined(tried: readonly Tried[]): readonly Tried[] {
  const [first] = tried;
  if (first === undefined || tried.length < 2) return tried;
  const isSame = tried.every(({ check, code }) => check.verdict === 'unknown' && code === first.code);
  return isSame ? [{ ...first, check: { ...first.check, what: 'any AWS call', need: { kind: 'answer' } } }] : tried;
}

/** An answer without its list is no answer of AWS. @throws WrongShape */
function present(list: readonly unknown[] | undefined): void {
  if (list === undefined) throw new WrongShape('it answered without its list; is something else listening there?');
}

/** Answers that come only after the permission was checked. */
const proves = /^(DryRunOperation|.*NotFound(Exception)?|ValidationError|InvalidPrefixListId\.Malformed|InvalidPrefixListID\.NotFound)$/;

function elbTrials({ clients }: Context, region: string): Record<string, Send> {
  const client = clients.elb(region);
  const arn = (kind: string) => `arn:aws:elasticloadbalancing:${region}:000000000000:${kind}/nlb-doctor-preflight/0000000000000000`;
  const LoadBalancerArn = arn('loadbalancer/net');
  const TargetGroupArn = arn('targetgroup');
  return {
    'elasticloadbalancing:DescribeLoadBalancers': async (abortSignal) =>
      present((await client.send(new DescribeLoadBalancersCommand({ PageSize: 1 }), { abortSignal })).LoadBalancers),
    'elasticloadbalancing:DescribeTargetGroups': async (abortSignal) =>
      present((await client.send(new DescribeTargetGroupsCommand({ PageSize: 1 }), { abortSignal })).TargetGroups),
    'elasticloadbalancing:DescribeTargetHealth': (abortSignal) =>
      client.send(new DescribeTargetHealthCommand({ TargetGroupArn }), { abortSignal }),
    'elasticloadbalancing:DescribeTags': (abortSignal) =>
      client.send(new DescribeTagsCommand({ ResourceArns: [LoadBalancerArn] }), { abortSignal }),
    'elasticloadbalancing:DescribeListeners': (abortSignal) =>
      client.send(new DescribeListenersCommand({ LoadBalancerArn }), { abortSignal }),
    'elasticloadbalancing:DescribeLoadBalancerAttributes': (abortSignal) =>
      client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }), { abortSignal }),
    'elasticloadbalancing:DescribeTargetGroupAttributes': (abortSignal) =>
      client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }), { abortSignal }),
  };
}

/** A role may be allowed to describe some clusters only: those that there are, or that were named, are what counts. */
function eksTrials({ clients, request }: Context, region: string, found: Promise<readonly Found[]>): Record<string, Send> {
  if (request.kubeconfig !== undefined) return {};
  const client = clients.eks(region);
  const describe: Send = async (abortSignal) => {
    const clusters = await found;
    const failed = clusters.find(({ failure }) => isDenied(failure)) ?? clusters.find(({ failure }) => failure !== undefined);
    if (failed !== undefined) throw named(failed);
    if (clusters.length > 0 || request.clusters !== undefined) return;
    await client.send(new DescribeClusterCommand({ name: 'nlb-doctor-preflight' }), { abortSignal });
  };
  if (request.clusters !== undefined) return { 'eks:DescribeCluster': describe };
  return {
    'eks:ListClusters': async (abortSignal) =>
      present((await client.send(new ListClustersCommand({ maxResults: 1 }), { abortSignal })).clusters),
    'eks:DescribeCluster': describe,
  };
}

/** A cluster that is not there is not described either: unlike a made-up name it proves nothing but a slip of the pen. */
function named({ name, region, failure }: Found): unknown {
  if (codeOf(failure) !== 'ResourceNotFoundException') return failure;
  return new Error(`there is no cluster ${name} in ${region}; is the name spelled right, and the region?`);
}
