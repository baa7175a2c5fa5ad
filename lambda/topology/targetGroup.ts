/** One target group: its binding, the Service port behind it, its targets, and how many of them should be healthy. */

import type { TargetGroup as TargetGroupFacts } from '../snapshot/aws.ts';
import { resourceTagKeys } from '../snapshot/controllerTags.ts';
import type { ServicePort, TargetGroupBinding } from '../snapshot/kubernetes.ts';
import { plainOr } from '../text/shell.ts';
import { attributesFact, tagsFact } from './awsFacts.ts';
import { type Backend, backendsOf } from './endpoints.ts';
import { expectationOf } from './expected.ts';
import { byKubectl, type Fact, known, missing } from './fact.ts';
import { stepsOfTargetGroup } from './ladder.ts';
import { listed } from './lookup.ts';
import { sharedOrigin } from './origin.ts';
import type { RegionIndex } from './regionIndex.ts';
import { targetsOf } from './targets.ts';
import type { Cluster, ClusterNode, Origin, TargetGroup } from './topology.ts';

export interface Surroundings {
  readonly index: RegionIndex;
  readonly cluster: Cluster | undefined;
  readonly origin: Origin | undefined;
}

export function joinTargetGroup(facts: TargetGroupFacts, attached: boolean, { index, cluster, origin: shared }: Surroundings): TargetGroup {
  const { region } = index;
  const own = stepsOfTargetGroup(facts, index.ladder).find((step) => step.service !== undefined && step.cluster === cluster?.name);
  const isShared = own === undefined || (own.namespace === shared?.namespace && own.service === shared?.name);
  const origin = isShared || cluster === undefined || own === undefined ? shared : sharedOrigin(cluster, own, [own], index);
  const binding = bindingOf(facts, cluster, index);
  const servicePort = servicePortOf(facts, { cluster, origin, binding }, index);
  const backends = cluster === undefined || origin === undefined ? undefined : sharedBackends(cluster, origin, index);
  const expectation = expectationOf({
    facts,
    cluster,
    origin,
    binding,
    servicePort,
    nodes: cluster?.nodes,
    backends,
    takenAt: index.circumstances.takenAt,
  });
  const health = region.targetHealth.get(facts.TargetGroupName);
  const nodeById = (cluster && index.nodes.get(cluster)) ?? new Map<string, ClusterNode>();
  return {
    facts,
    arn: facts.TargetGroupArn,
    name: facts.TargetGroupName,
    port: facts.Port,
    protocol: facts.Protocol,
    targetType: facts.TargetType,
    attached,
    tags: tagsFact(facts.TargetGroupArn, index),
    attributes: attributesFact(
      region.targetGroupAttributes.get(facts.TargetGroupName),
      'elasticloadbalancing:DescribeTargetGroupAttributes',
      region.region,
      facts.TargetGroupName,
    ),
    binding,
    origin,
    servicePort,
    targets: targetsOf({
      facts,
      attached,
      region: region.region,
      origin,
      health,
      instances: region.instances,
      instanceById: index.instanceById,
      nodeById,
      backends,
      expectation,
    }),
    healthRead: health?.state === 'complete',
    expected: expectation.expected,
  };
}

function sharedBackends(cluster: Cluster, { namespace, name }: Origin, { backends }: RegionIndex): Fact<readonly Backend[]> {
  const key = `${cluster.name}/${namespace}/${name}`;
  const kept = backends.get(key);
  if (kept !== undefined) return kept;
  const made = backendsOf(cluster, namespace, name);
  backends.set(key, made);
  return made;
}

function bindingOf(
  { TargetGroupArn, TargetGroupName }: TargetGroupFacts,
  cluster: Cluster | undefined,
  { ladder, tags }: RegionIndex,
): Fact<TargetGroupBinding | undefined> {
  const hit = [...(ladder.bindings.get(TargetGroupArn) ?? []), ...(ladder.bindings.get(TargetGroupName) ?? [])].find(
    (one) => cluster === undefined || one.cluster === cluster,
  );
  if (hit !== undefined) return known(hit.binding);
  if (cluster === undefined)
    return missing(
      'targetgroupbindings.elbv2.k8s.aws',
      `the cluster behind target group ${TargetGroupName} is not known`,
      byKubectl(undefined, 'get targetgroupbindings -A -o yaml'),
    );
  const isAutoMode = [...(tags.get(TargetGroupArn)?.keys() ?? [])].some((key) => key.startsWith('service.eks.amazonaws.com/'));
  const read = listed(cluster.snapshot, isAutoMode ? 'targetgroupbindings.eks.amazonaws.com' : 'targetgroupbindings.elbv2.k8s.aws');
  return read.known ? known(undefined) : read;
}

interface Joint {
  readonly cluster: Cluster | undefined;
  readonly origin: Origin | undefined;
  readonly binding: Fact<TargetGroupBinding | undefined>;
}

/** By the binding's reference, else by the controller's tag, else by the NodePort. */
function servicePortOf(facts: TargetGroupFacts, { cluster, origin, binding }: Joint, { tags }: RegionIndex): Fact<ServicePort | undefined> {
  if (origin === undefined)
    return missing(
      'services',
      `which Service target group ${facts.TargetGroupName} serves is not known`,
      byKubectl(cluster, 'get services -A -o yaml'),
    );
  if (!origin.service.known) return origin.service;
  const ports = origin.service.value?.spec?.ports;
  const named = (binding.known ? binding.value?.spec?.serviceRef?.port : undefined) ?? portInTag(tags.get(facts.TargetGroupArn));
  const port =
    (named === undefined ? undefined : ports?.find((one) => one.port === named || one.name === named)) ??
    ports?.find((one) => one.nodePort !== undefined && one.nodePort === facts.Port);
  if (port !== undefined) return known(port);
  const isWhole = named !== undefined && ports?.every((one) => one.port !== undefined && (one.name !== undefined || ports.length === 1));
  if (isWhole) return known(undefined);
  return missing(
    'services',
    `Service ${origin.namespace}/${origin.name} does not show which port target group ${facts.TargetGroupName} serves`,
    byKubectl(cluster, `-n ${plainOr(origin.namespace, 'namespace')} get service ${plainOr(origin.name, 'service')} -o yaml`),
  );
}

function portInTag(tags: ReadonlyMap<string, string> | undefined): number | undefined {
  const value = resourceTagKeys.map((key) => tags?.get(key)).find((text) => text !== undefined);
  const port = /:(\d+)$/.exec(value ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}
