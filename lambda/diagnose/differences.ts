/** What failing targets have and healthy ones do not: the answer where no rule has one. */

import { valueOr } from '../topology/fact.ts';
import type { NetworkLoadBalancer, Target } from '../topology/topology.ts';
import type { LoadBalancerDiagnosis } from './diagnosis.ts';
import { allTargets } from './reality.ts';

type Trait = (target: Target) => string | undefined;

const traits: readonly (readonly [string, Trait])[] = [
  ['port', (target) => target.port?.toString()],
  ['zone', (target) => target.zone ?? target.node?.zone],
  ['node image', (target) => valueOr(target.instance, undefined)?.ImageId],
  ['operating system', (target) => target.node?.object.status?.nodeInfo?.osImage],
  ['kernel', (target) => target.node?.object.status?.nodeInfo?.kernelVersion],
  ['instance type', (target) => valueOr(target.instance, undefined)?.InstanceType],
  ['security groups', (target) => groupsOf(target)],
  ['subnet', (target) => valueOr(target.instance, undefined)?.SubnetId],
  ['node group', (target) => target.node?.object.metadata.labels?.['eks.amazonaws.com/nodegroup']],
  ['Cilium agent image', (target) => agentImageOf(target)],
  ['Envoy image', (target) => valueOr(target.node?.envoy ?? { known: true, value: undefined }, undefined)?.spec?.containers?.[0]?.image],
  ['ingress address of CiliumNode', (target) => ingressOf(target)],
];

/** Traits whose values are known for both sides and that no failing target shares with a healthy one. */
export function differencesOf(loadBalancer: NetworkLoadBalancer): LoadBalancerDiagnosis['differences'] {
  const targets = allTargets(loadBalancer);
  const failing = targets.filter((target) => target.verdict === 'failing');
  const healthy = targets.filter((target) => target.verdict === 'healthy');
  if (failing.length === 0 || healthy.length === 0) return [];
  return traits.flatMap(([what, trait]) => {
    const [bad, good] = [valuesOf(failing, trait), valuesOf(healthy, trait)];
    if (bad.length === 0 || good.length === 0 || bad.some((value) => good.includes(value))) return [];
    return [{ what, failing: bad.join(', '), healthy: good.join(', ') }];
  });
}

/** Empty where one of them is not known: a comparison with holes proves nothing. */
function valuesOf(targets: readonly Target[], trait: Trait): readonly string[] {
  const values = targets.map(trait);
  return values.includes(undefined) ? [] : [...new Set(values as readonly string[])].toSorted();
}

function groupsOf(target: Target): string | undefined {
  const groups = valueOr(target.instance, undefined)?.SecurityGroups;
  return groups
    ?.map((group) => group.GroupId)
    .toSorted()
    .join(' ');
}

function agentImageOf(target: Target): string | undefined {
  const agent = valueOr(target.node?.agent ?? { known: true, value: undefined }, undefined);
  return agent?.spec?.containers?.find((container) => container.name === 'cilium-agent')?.image;
}

function ingressOf(target: Target): string | undefined {
  const address = target.node?.ingressAddress;
  if (address === undefined || !address.known) return undefined;
  return address.value === undefined ? 'not set' : 'set';
}
