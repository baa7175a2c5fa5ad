/** The plan of one cluster with its nodes and load balancers. */

import { awsId } from './ids.ts';
import type { Controller, WorldOptions } from './options.ts';
import { type ClusterPlan, nodesOf, type Place, placeOf } from './plan.ts';
import { frontOf } from './planFront.ts';
import { times } from './times.ts';

export const defaultName = 'shop-prod';

export function planOf(options: WorldOptions): ClusterPlan {
  const region = options.region ?? 'eu-west-1';
  const place = placeOf({
    account: options.account ?? '111122223333',
    region,
    zones: options.zones ?? ['a', 'b', 'c'].map((letter) => `${region}${letter}`),
    network: options.network ?? 20,
    takenAt: options.takenAt ?? times.taken,
  });
  return clusterPlanOf(place, options, [options]);
}

/** @param fronts one a load balancer */
export function clusterPlanOf(place: Place, options: WorldOptions, fronts: readonly WorldOptions[]): ClusterPlan {
  const name = options.cluster ?? defaultName;
  const version = options.ciliumVersion ?? '1.18.6';
  const controller: Controller = options.controller ?? (options.hostNetwork ? 'none' : 'aws-load-balancer-controller');
  const nodes = nodesOf(name, place, options.nodes ?? 3);
  const kinds = new Set(fronts.map(({ front }) => front ?? 'gateway'));
  return {
    name,
    place,
    version,
    minor: Number(version.split('.')[1]),
    controller,
    nodes,
    fronts: fronts.map((front) => frontOf({ ...front, cluster: name, place, controller, nodeCount: nodes.length })),
    gateway: kinds.has('gateway'),
    ingress: kinds.has('ingress'),
    hostNetwork: options.hostNetwork ?? false,
    eni: fronts.some(({ targetType }) => targetType === 'ip'),
    nodeGroup: awsId('sg', name, 'node'),
    clusterGroup: awsId('sg', name, 'cluster'),
    backendGroup: awsId('sg', name, 'backend'),
  };
}
