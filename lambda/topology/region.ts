/** The load balancers of one region with their target groups, each joined to the Service it serves. */

import type { LoadBalancer, TargetGroup as TargetGroupFacts } from '../snapshot/aws.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { arnsOf, attachedGroups, isComplete, looseGroupsOf } from './attachment.ts';
import { attributesFact, factOf, tagsFact } from './awsFacts.ts';
import { clusterByInstances, clusterNamed } from './candidate.ts';
import { controllerOf } from './controller.ts';
import { stepsOfLoadBalancer } from './ladder.ts';
import { sharedOrigin } from './origin.ts';
import { type Circumstances, type RegionIndex, regionIndex } from './regionIndex.ts';
import { joinTargetGroup } from './targetGroup.ts';
import type { Cluster, NetworkLoadBalancer } from './topology.ts';
import { weakSteps } from './weakSteps.ts';

export function joinRegion(region: RegionSnapshot, all: readonly Cluster[], circumstances: Circumstances): readonly NetworkLoadBalancer[] {
  const index = regionIndex(
    region,
    all.filter((cluster) => cluster.region === region.region),
    circumstances,
  );
  return region.loadBalancers
    .filter(isNetwork)
    .toSorted((a, b) => (a.LoadBalancerName < b.LoadBalancerName ? -1 : 1))
    .map((balancer) => joinLoadBalancer(balancer, index));
}

const isNetwork = ({ Type, LoadBalancerArn }: LoadBalancer) =>
  Type === undefined ? LoadBalancerArn.includes(':loadbalancer/net/') : Type === 'network';

function joinLoadBalancer(facts: LoadBalancer, index: RegionIndex): NetworkLoadBalancer {
  const { region, circumstances } = index;
  const listeners = factOf(
    region.listeners.get(facts.LoadBalancerName),
    'elasticloadbalancing:DescribeListeners',
    region.region,
    facts.LoadBalancerName,
  );
  const forwarded = listeners.known ? listeners.value.flatMap(({ DefaultActions }) => (DefaultActions ?? []).flatMap(arnsOf)) : undefined;
  const attached = attachedGroups(facts, forwarded ?? [], index);
  const strong = stepsOfLoadBalancer(facts, attached, index.ladder);
  const steps = strong.some(({ service }) => service !== undefined) ? strong : [...strong, ...weakSteps(attached, index)];
  const best = steps[0];
  const cluster = best === undefined ? clusterByInstances(attached, index) : clusterNamed(best.cluster, index);
  const toService = steps.find((step) => step.service !== undefined && step.cluster === cluster?.name);
  const origin = toService === undefined || cluster === undefined ? undefined : sharedOrigin(cluster, toService, steps, index);
  const loose = toService === undefined ? [] : looseGroupsOf(toService, index).filter((one) => !attached.includes(one));
  const claimants = [...new Set(steps.map((step) => step.cluster))].toSorted();
  const group = (one: TargetGroupFacts, isAttached: boolean) => joinTargetGroup(one, isAttached, { index, cluster, origin });
  return {
    facts,
    region: region.region,
    arn: facts.LoadBalancerArn,
    name: facts.LoadBalancerName,
    dnsName: facts.DNSName,
    scheme: facts.Scheme,
    expectedScheme: expectedScheme(circumstances, facts.LoadBalancerName),
    surroundings: region,
    tags: tagsFact(facts.LoadBalancerArn, index),
    attributes: attributesFact(
      region.loadBalancerAttributes.get(facts.LoadBalancerName),
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      region.region,
      facts.LoadBalancerName,
    ),
    listeners,
    controller: controllerOf(facts, index.tags.get(facts.LoadBalancerArn)),
    targetGroups: [...attached.map((one) => group(one, true)), ...loose.map((one) => group(one, false))],
    targetGroupsComplete: isComplete(facts, attached, forwarded, index),
    cluster,
    origin: origin ?? undefined,
    claimedBy: claimants.length > 1 ? claimants : [],
  };
}

/** A load balancer may be called `constructor`. */
const expectedScheme = ({ expectedSchemes }: Circumstances, name: string) =>
  Object.hasOwn(expectedSchemes, name) ? expectedSchemes[name] : expectedSchemes['*'];
