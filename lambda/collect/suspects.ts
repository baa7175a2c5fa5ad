/** Which load balancers are looked at closely: only for these are Kubernetes and EC2 asked. */

import type { LoadBalancer, TargetGroup } from '../snapshot/aws.ts';
import type { Fleet } from './aws/fleet.ts';
import { looksWrong } from './aws/fleet.ts';
import { clusterTag, serviceTag } from './aws/tags.ts';
import type { Backend } from './kubernetes/wanted.ts';
import type { CollectRequest } from './request.ts';

/** A load balancer that looks wrong, or was asked for, with its groups; `loadBalancer` is absent for groups no listener forwards to. */
export interface Suspect {
  readonly region: string;
  readonly loadBalancer: LoadBalancer | undefined;
  readonly targetGroups: readonly TargetGroup[];
  readonly vpcId: string | undefined;
  /** What its tags, or those of its groups, say. */
  readonly clusterTag: string | undefined;
  readonly service: Backend | undefined;
}

export function suspects(request: CollectRequest, fleet: Fleet): readonly Suspect[] {
  const networks = fleet.loadBalancers.filter((one) => one.Type === 'network').map((one) => suspectOf(fleet, one, groupsOf(fleet, one)));
  const suspicious = networks.filter((suspect) => isSuspicious(request, fleet, suspect));
  // What looks wrong comes first: should time be short, it is read.
  const balancers = isReadWhole(request, fleet) ? [...new Set([...suspicious, ...networks])] : suspicious;
  const loose = fleet.targetGroups.filter(
    (group) => (group.LoadBalancerArns ?? []).length === 0 && fleet.health.has(group.TargetGroupName),
  );
  return [...balancers, ...loose.map((group) => suspectOf(fleet, undefined, [group]))];
}

const groupsOf = ({ targetGroups }: Fleet, { LoadBalancerArn }: LoadBalancer) =>
  targetGroups.filter((group) => group.LoadBalancerArns?.includes(LoadBalancerArn));

function suspectOf(fleet: Fleet, loadBalancer: LoadBalancer | undefined, targetGroups: readonly TargetGroup[]): Suspect {
  const arns = [loadBalancer?.LoadBalancerArn, ...targetGroups.map((group) => group.TargetGroupArn)];
  const tags = arns.flatMap((arn) => (arn === undefined ? [] : (fleet.tagsOf.get(arn) ?? [])));
  return {
    region: fleet.region,
    loadBalancer,
    targetGroups,
    vpcId: loadBalancer?.VpcId ?? targetGroups[0]?.VpcId,
    clusterTag: tags.map(clusterTag).find((name) => name !== undefined),
    service: tags.map(serviceTag).find((service) => service !== undefined),
  };
}

/** A fleet whose health took all the time there was is looked at where it looks wrong only. */
const isReadWhole = ({ closely }: CollectRequest, { cursor }: Fleet) => closely === 'all' && cursor === undefined;

function isSuspicious(request: CollectRequest, fleet: Fleet, { loadBalancer, targetGroups }: Suspect): boolean {
  if (request.everything === true || fleet.unnamed !== undefined || (request.loadBalancers ?? []).length > 0) return true;
  const state = loadBalancer?.State?.Code;
  if (state !== undefined && state !== 'active') return true;
  if (loadBalancer !== undefined && request.closely !== 'all' && request.closely?.includes(loadBalancer.LoadBalancerArn)) return true;
  const expected = request.expectedSchemes?.[loadBalancer?.LoadBalancerName ?? ''] ?? request.expectedSchemes?.['*'];
  if (expected !== undefined && loadBalancer?.Scheme !== expected) return true;
  return targetGroups.length === 0 || targetGroups.some((group) => looksWrong(fleet.health.get(group.TargetGroupName)));
}

/** A cluster that might stand behind a suspect. */
export interface Candidate {
  readonly region: string;
  readonly name: string;
  readonly vpcId: string | undefined;
}

/** The cluster the tags name; where they name none that exists, those of the same VPC. */
export function isBehind(candidate: Candidate, suspect: Suspect, all: readonly Candidate[]): boolean {
  if (candidate.region !== suspect.region) return false;
  const named = all.some(({ region, name }) => region === suspect.region && name === suspect.clusterTag);
  if (named) return candidate.name === suspect.clusterTag;
  return candidate.vpcId === undefined || suspect.vpcId === undefined || candidate.vpcId === suspect.vpcId;
}
