/** Elastic Load Balancing v2: the Describe calls, with the limits and errors of the service. */

import type { LoadBalancer, TargetGroup } from '../../lambda/snapshot/aws.ts';
import { AwsFailure, refused } from './failure.ts';
import { page, type Source, sourceOf, whole } from './paging.ts';
import type { Input } from './protocol.ts';
import { gapOf, number, type Operation, type Scene, text, texts } from './scene.ts';
import { targetHealth } from './targetHealth.ts';

const mostArns = 20;
const pages = { usual: 400, least: 1, most: 400, invalid: 'ValidationError' } as const;

function paged<T>(source: Source<T>, input: Input) {
  return page(source, { size: number(input.PageSize), token: text(input.Marker), ...pages });
}

const describeLoadBalancers: Operation = (input, scene) => {
  const [arns, names] = [texts(input.LoadBalancerArns), texts(input.Names)];
  if (arns.length > mostArns || names.length > mostArns) throw invalid(`The maximum number of load balancers in one call is ${mostArns}`);
  const all = listed(scene, scene.region.loadBalancers, 'elasticloadbalancing:DescribeLoadBalancers');
  if (arns.length + names.length === 0) {
    const { items, next } = paged(all, input);
    return { LoadBalancers: items, NextMarker: next };
  }
  const byArn = arns.map((arn) => loadBalancer(scene, arn));
  const byName = names.map((name) => existing(scene.region.loadBalancers.find((one) => one.LoadBalancerName === name)));
  return { LoadBalancers: [...byArn, ...byName] };
};

const describeTargetGroups: Operation = (input, scene) => {
  const [arns, names, owner] = [texts(input.TargetGroupArns), texts(input.Names), text(input.LoadBalancerArn)];
  if ([arns.length > 0, names.length > 0, owner !== undefined].filter(Boolean).length > 1) {
    throw invalid('Specify only one of: load balancer ARN, target group ARNs, names');
  }
  if (owner !== undefined) loadBalancer(scene, owner);
  const all = listed(scene, scene.region.targetGroups, 'elasticloadbalancing:DescribeTargetGroups');
  const wanted = (group: TargetGroup) => owner === undefined || (group.LoadBalancerArns ?? []).includes(owner);
  const found = [...arns.map((arn) => targetGroup(scene, arn)), ...names.map((name) => targetGroupNamed(scene, name))];
  if (found.length > 0) return { TargetGroups: found };
  const { items, next } = paged({ ...all, items: all.items.filter(wanted) }, input);
  return { TargetGroups: items, NextMarker: next };
};

/** The snapshot keeps these two as plain lists; whether one was cut short stands among its gaps. */
function listed<T>(scene: Scene, items: readonly T[], operation: string): Source<T> {
  const gap = gapOf(scene, operation);
  return gap === undefined ? { items } : { items, failure: refused(gap, operation) };
}

const describeTags: Operation = (input, scene) => {
  const arns = texts(input.ResourceArns);
  if (arns.length === 0 || arns.length > mostArns)
    throw invalid(`Up to ${mostArns} resources can be described in a single call, got ${arns.length}`);
  const { items, failure } = sourceOf(scene.region.tags, 'elasticloadbalancing:DescribeTags');
  const descriptions = arns.map((arn) => {
    resource(scene, arn);
    const found = items.find((item) => item.ResourceArn === arn);
    if (found === undefined && failure !== undefined) throw failure;
    return found ?? { ResourceArn: arn, Tags: [] };
  });
  return { TagDescriptions: descriptions };
};

function resource(scene: Scene, arn: string): void {
  if (arn.includes(':targetgroup/')) targetGroup(scene, arn);
  else if (arn.includes(':loadbalancer/')) loadBalancer(scene, arn);
  else throw invalid(`'${arn}' is not a valid load balancer or target group ARN`);
}

const describeListeners: Operation = (input, scene) => {
  const [owner, arns] = [text(input.LoadBalancerArn), texts(input.ListenerArns)];
  if (owner === undefined && arns.length === 0) throw invalid('You must specify either listener ARNs or a load balancer ARN');
  if (owner === undefined) return { Listeners: arns.map((arn) => listenerOf(scene, arn)) };
  const { LoadBalancerName: name } = loadBalancer(scene, owner);
  const { items, next } = paged(sourceOf(scene.region.listeners.get(name), `elasticloadbalancing:DescribeListeners`), input);
  return { Listeners: items, NextMarker: next };
};

function listenerOf({ region }: Scene, arn: string): unknown {
  const all = [...region.listeners.values()].flatMap((reading) => reading.items);
  const found = all.find((listener) => listener.ListenerArn === arn);
  if (found === undefined) throw new AwsFailure('ListenerNotFound', 'One or more listeners not found');
  return found;
}

const describeLoadBalancerAttributes: Operation = (input, scene) => {
  const { LoadBalancerName: name } = loadBalancer(scene, text(input.LoadBalancerArn) ?? '');
  const reading = scene.region.loadBalancerAttributes.get(name);
  return { Attributes: whole(sourceOf(reading, 'elasticloadbalancing:DescribeLoadBalancerAttributes')) };
};

const describeTargetGroupAttributes: Operation = (input, scene) => {
  const { TargetGroupName: name } = targetGroup(scene, text(input.TargetGroupArn) ?? '');
  const reading = scene.region.targetGroupAttributes.get(name);
  return { Attributes: whole(sourceOf(reading, 'elasticloadbalancing:DescribeTargetGroupAttributes')) };
};

const describeTargetHealth: Operation = (input, scene) => {
  const { TargetGroupName: name } = targetGroup(scene, text(input.TargetGroupArn) ?? '');
  return { TargetHealthDescriptions: targetHealth(scene, name, input.Targets) };
};

function loadBalancer({ region }: Scene, arn: string): LoadBalancer {
  if (!arn.includes(':loadbalancer/')) throw invalid(`'${arn}' is not a valid load balancer ARN`);
  return existing(region.loadBalancers.find((one) => one.LoadBalancerArn === arn));
}

function existing(found: LoadBalancer | undefined): LoadBalancer {
  if (found === undefined) throw new AwsFailure('LoadBalancerNotFound', 'One or more load balancers not found');
  return found;
}

function targetGroup({ region }: Scene, arn: string): TargetGroup {
  if (!arn.includes(':targetgroup/')) throw invalid(`'${arn}' is not a valid target group ARN`);
  return existingGroup(region.targetGroups.find((one) => one.TargetGroupArn === arn));
}

const targetGroupNamed = ({ region }: Scene, name: string) =>
  existingGroup(region.targetGroups.find((one) => one.TargetGroupName === name));

function existingGroup(found: TargetGroup | undefined): TargetGroup {
  if (found === undefined) throw new AwsFailure('TargetGroupNotFound', 'One or more target groups not found');
  return found;
}

const invalid = (message: string) => new AwsFailure('ValidationError', message);

export const elasticLoadBalancing: Readonly<Record<string, Operation>> = {
  DescribeLoadBalancers: describeLoadBalancers,
  DescribeTargetGroups: describeTargetGroups,
  DescribeTargetHealth: describeTargetHealth,
  DescribeTags: describeTags,
  DescribeListeners: describeListeners,
  DescribeLoadBalancerAttributes: describeLoadBalancerAttributes,
  DescribeTargetGroupAttributes: describeTargetGroupAttributes,
};
