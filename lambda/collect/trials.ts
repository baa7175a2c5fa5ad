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
import { WrongShape } from './aws/shape.ts';
import { within } from './budget.ts';
import { skewSentence } from './clock.ts';
import type { Context } from './context.ts';
import { awsGap } from './gaps.ts';
import { iamStatement } from './grants.ts';
import { codeOf } from './plainError.ts';
import type { Check } from './preflight.ts';

type Send = (signal: AbortSignal) => Promise<unknown>;

export async function awsChecks(context: Context, region: string): Promise<readonly Check[]> {
  const { dryRuns } = await import('./aws/dryRuns.ts');
  const trials = { ...elbTrials(context, region), ...eksTrials(context, region), ...dryRuns(context.clients.ec2(region)) };
  return Promise.all(Object.entries(trials).map(([action, send]) => attempt(context, region, action, send)));
}

async function attempt({ budget, clients }: Context, region: string, action: string, send: Send): Promise<Check> {
  try {
    await within(budget.part(10_000), send);
    return { what: action, region, allowed: true };
  } catch (failure) {
    if (proves.test(codeOf(failure) ?? '')) return { what: action, region, allowed: true };
    const { error } = awsGap(action, region, failure, skewSentence(clients.clock.offset()));
    const isDenied = error.includes(' was denied ');
    return { what: action, region, allowed: isDenied ? false : undefined, error, ...(isDenied ? { grant: iamStatement([action]) } : {}) };
  }
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

function eksTrials({ clients, request }: Context, region: string): Record<string, Send> {
  if (request.kubeconfig !== undefined) return {};
  const client = clients.eks(region);
  const name = request.clusters?.[0] ?? 'nlb-doctor-preflight';
  const describe: Send = (abortSignal) => client.send(new DescribeClusterCommand({ name }), { abortSignal });
  if (request.clusters !== undefined) return { 'eks:DescribeCluster': describe };
  return {
    'eks:ListClusters': async (abortSignal) =>
      present((await client.send(new ListClustersCommand({ maxResults: 1 }), { abortSignal })).clusters),
    'eks:DescribeCluster': describe,
  };
}
