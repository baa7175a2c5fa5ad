/** Load balancers, Services and Gateways that were requested by name and are not among what was read. */

import { loadBalancersOperation } from '../../snapshot/awsFiles.ts';
import { behindWhat, notFound } from '../../snapshot/gaps.ts';
import { kubectl } from '../../text/commands.ts';
import { nearestNames } from '../../text/nearest.ts';
import { found } from '../../topology/lookup.ts';
import { isServing, type RequestedObject, requestedObjects } from '../../topology/selection.ts';
import type { Topology } from '../../topology/topology.ts';
import type { AccessOf } from '../access.ts';
import type { BlindSpot } from '../diagnosis.ts';
import { notInSnapshot, type Why, whyOf } from './why.ts';

/** Named load balancers that are not among those that were read. Where no region was listed, that says it all. */
export function missingLoadBalancers(
  { requested, loadBalancers, gaps }: Topology,
  unlisted: ReadonlySet<string | null>,
): readonly BlindSpot[] {
  if (requested.regions.every((region) => unlisted.has(region))) return [];
  const missing = (requested.loadBalancers ?? []).filter((name) => !loadBalancers.some((one) => one.name === name || one.arn === name));
  return missing.map((name): BlindSpot => {
    const gap = gaps.find(({ what }) => what === `${loadBalancersOperation}/${name}`);
    const why = gap === undefined ? { ...notInSnapshot, because: 'it is not among the load balancers that were read' } : whyOf(gap);
    return { subject: 'load-balancer', name, region: null, extent: 'nothing-read', ...why };
  });
}

/** Services and Gateways that no load balancer serves: absent, without a load balancer, or behind one that could not be joined to them. */
export function missingObjects(topology: Topology, unlisted: ReadonlySet<string | null>, accessOf: AccessOf): readonly BlindSpot[] {
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
