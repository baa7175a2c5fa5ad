/** One region of a made world: every answer AWS gives about the clusters in it. */

import type { Reading, RegionSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { instanceOf, loadBalancerInterfaces, nodeInterfaceOf } from './aws/compute.ts';
import { listenerOf, loadBalancerAttributes, loadBalancerOf, targetGroupAttributes, targetGroupOf } from './aws/loadBalancers.ts';
import { dhcpOptionsOf, networkAclOf, routeTablesOf, subnetsOf, vpcOf } from './aws/network.ts';
import { securityGroupRulesOf, securityGroupsOfCluster } from './aws/securityGroups.ts';
import { tagsOf } from './aws/tags.ts';
import { targetsOf } from './aws/targets.ts';
import type { ClusterPlan, FrontPlan } from './plan.ts';

export const complete = <T>(items: readonly T[]): Reading<T> => ({ state: 'complete', items });

/** @param plans clusters of one region, each in a VPC of its own or sharing one */
export function regionOf(region: string, plans: readonly ClusterPlan[]): RegionSnapshot {
  const fronts = plans.flatMap((plan) => plan.fronts.map((front) => ({ plan, front })));
  const ports = fronts.flatMap(({ plan, front }) => front.ports.map((port) => ({ plan, front, port })));
  return {
    region,
    loadBalancers: fronts.map(({ plan, front }) => loadBalancerOf(plan, front)),
    targetGroups: ports.map(({ plan, front, port }) => targetGroupOf(plan, front, port)),
    targetHealth: new Map(ports.map(({ plan, front, port }) => [port.group, complete(targetsOf(plan, front, port))])),
    tags: complete(fronts.flatMap(({ plan, front }) => tagsOf(plan, front))),
    listeners: new Map(fronts.map(({ plan, front }) => [front.loadBalancer.name, complete(listenersOf(plan, front))])),
    loadBalancerAttributes: new Map(fronts.map(({ front }) => [front.loadBalancer.name, complete(loadBalancerAttributes())])),
    targetGroupAttributes: new Map(ports.map(({ front, port }) => [port.group, complete(targetGroupAttributes(front))])),
    ...surroundingsOf(plans),
  };
}

const listenersOf = (plan: ClusterPlan, front: FrontPlan) => front.ports.map((port) => listenerOf(plan, front, port));

function surroundingsOf(plans: readonly ClusterPlan[]) {
  const places = [...new Map(plans.map(({ place }) => [place.vpc, place])).values()];
  const nodes = plans.flatMap((plan) => plan.nodes.map((node) => ({ plan, node })));
  const fronts = plans.flatMap((plan) => plan.fronts.map((front) => ({ plan, front })));
  const clustersIn = (vpc: string) => plans.filter(({ place }) => place.vpc === vpc).map(({ name }) => name);
  return {
    instances: complete(nodes.map(({ plan, node }) => instanceOf(plan, node))),
    networkInterfaces: complete([
      ...nodes.map(({ plan, node }) => nodeInterfaceOf(plan, node)),
      ...fronts.flatMap(({ plan, front }) => loadBalancerInterfaces(plan, front)),
    ]),
    securityGroups: complete(plans.flatMap(securityGroupsOfCluster)),
    securityGroupRules: complete(plans.flatMap(securityGroupRulesOf)),
    managedPrefixLists: complete([]),
    networkAcls: complete(places.map(networkAclOf)),
    subnets: complete(places.flatMap((place) => subnetsOf(place, clustersIn(place.vpc)))),
    routeTables: complete(places.flatMap(routeTablesOf)),
    vpcs: complete(places.map(vpcOf)),
    dhcpOptions: complete(places.map(dhcpOptionsOf)),
  };
}
