/** What is read of a suspicious load balancer alone: listeners, attributes, and the tags of its groups. */

import type { Attribute, Listener, TagDescription } from '../../snapshot/aws.ts';
import { namedFiles, regionFiles } from '../../snapshot/awsFiles.ts';
import type { Reading } from '../../snapshot/snapshot.ts';
import { type Context, toReading, wants } from '../context.ts';
import type { Suspect } from '../suspects.ts';
import { type ElbCall, readListeners, readLoadBalancerAttributes, readTargetGroupAttributes } from './elastic-load-balancing.ts';
import { callOf, readAllTags } from './fleet.ts';
import { summarised, withSummaries } from './gaps.ts';
import type { Pages } from './shape.ts';

export interface Details {
  readonly listeners: ReadonlyMap<string, Reading<Listener>>;
  readonly loadBalancerAttributes: ReadonlyMap<string, Reading<Attribute>>;
  readonly targetGroupAttributes: ReadonlyMap<string, Reading<Attribute>>;
  /** Of target groups. */
  readonly tags: Reading<TagDescription>;
}

interface Named {
  readonly name: string;
  readonly arn: string;
}

export async function readDetails(context: Context, region: string, suspects: readonly Suspect[]): Promise<Details> {
  const balancers = suspects.flatMap(({ loadBalancer: one }) =>
    one === undefined ? [] : [{ name: one.LoadBalancerName, arn: one.LoadBalancerArn }],
  );
  const attached = suspects.flatMap(({ loadBalancer, targetGroups }) => (loadBalancer === undefined ? [] : targetGroups));
  const groups = suspects.flatMap(({ targetGroups }) =>
    targetGroups.map((group) => ({ name: group.TargetGroupName, arn: group.TargetGroupArn })),
  );
  const read = <T>(operation: string, named: readonly Named[], call: (elb: ElbCall, arn: string) => Promise<Pages<T>>) =>
    readNamed(context, region, { operation, named, call });
  const [listeners, loadBalancerAttributes, targetGroupAttributes, tags] = await Promise.all([
    read(namedFiles.listeners.operation, balancers, readListeners),
    read(namedFiles.loadBalancerAttributes.operation, balancers, readLoadBalancerAttributes),
    read(namedFiles.targetGroupAttributes.operation, groups, readTargetGroupAttributes),
    wants(context, regionFiles.tags.operation)
      ? readAllTags(context, region, [...new Set(attached.map((group) => group.TargetGroupArn))])
      : none,
  ]);
  return { listeners, loadBalancerAttributes, targetGroupAttributes, tags };
}

const none: Reading<never> = { state: 'complete', items: [] };

interface Call<T> {
  readonly operation: string;
  readonly named: readonly Named[];
  readonly call: (elb: ElbCall, arn: string) => Promise<Pages<T>>;
}

async function readNamed<T>(
  context: Context,
  region: string,
  { operation, named, call }: Call<T>,
): Promise<ReadonlyMap<string, Reading<T>>> {
  if (!wants(context, operation)) return new Map();
  const unique = [...new Map(named.map((one) => [one.name, one])).values()];
  const elb = callOf(context, region);
  const own: Context = { ...context, gaps: [] };
  const read = async ({ name, arn }: Named) => [name, toReading(own, `${operation}/${name}`, region, await call(elb, arn))] as const;
  const readings = await Promise.all(unique.map(read));
  const summaries = summarised(operation, own.gaps);
  context.gaps.push(...summaries);
  return withSummaries(new Map(readings), summaries);
}
