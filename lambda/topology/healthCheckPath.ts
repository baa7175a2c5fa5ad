/** Whether a health check can reach a target: through the security groups of both ends and the network ACLs of both subnets. */

import type { NetworkAcl, SecurityGroupRule } from '../snapshot/aws.ts';
import { type Fact, known, valueOr } from './fact.ts';
import { aclOf, type Endpoint, endpointOf, rulesOf, type Source, sourcesOf, unreadReading } from './network.ts';
import { coversPeer, coversPort, decidingEntry, isOpaque, quoteEntry, quoteRule } from './networkRules.ts';
import type { NetworkLoadBalancer, Target } from './topology.ts';

/** What stands in the way, or the rule that lets the check through; `rules` are all of that direction, for near misses. */
export interface Passage {
  readonly open: boolean;
  readonly by: string | undefined;
  readonly groups: readonly string[];
  readonly rules: readonly SecurityGroupRule[];
}

/** Nodes of the load balancer that check this target: those of its zone where cross-zone balancing is off, else all. */
export function checkingSources(loadBalancer: NetworkLoadBalancer, target: Target): Fact<readonly Source[]> {
  const sources = sourcesOf(loadBalancer);
  if (!sources.known) return sources;
  const isCrossZone = valueOr(loadBalancer.attributes, new Map<string, string>()).get('load_balancing.cross_zone.enabled') === 'true';
  const near = sources.value.filter(({ zone }) => zone !== undefined && zone === target.zone);
  return known(!isCrossZone && near.length > 0 ? near : sources.value);
}

/** The target's own security groups: open where some rule admits one of the nodes that check it. */
export function ingressOf(loadBalancer: NetworkLoadBalancer, target: Target, port: number): Fact<Passage> {
  const endpoint = endpointOf(target, loadBalancer);
  const sources = checkingSources(loadBalancer, target);
  if (!endpoint.known) return endpoint;
  if (!sources.known) return sources;
  const rules = rulesOf(endpoint.value.groups, loadBalancer.surroundings);
  if (!rules.known) return rules;
  const ingress = rules.value.filter(({ IsEgress }) => IsEgress === false);
  const peers = sources.value.map(({ address }) => ({ address, groups: loadBalancer.facts.SecurityGroups ?? [] }));
  return judged(loadBalancer, ingress, endpoint.value.groups, port, peers);
}

/** The load balancer's own security groups; one without groups sends freely. */
export function egressOf(loadBalancer: NetworkLoadBalancer, target: Target, port: number): Fact<Passage> {
  const groups = loadBalancer.facts.SecurityGroups ?? [];
  if (groups.length === 0) return known({ open: true, by: 'the load balancer has no security groups', groups: [], rules: [] });
  const endpoint = endpointOf(target, loadBalancer);
  if (!endpoint.known) return endpoint;
  const rules = rulesOf(groups, loadBalancer.surroundings);
  if (!rules.known) return rules;
  const egress = rules.value.filter(({ IsEgress }) => IsEgress === true);
  return judged(loadBalancer, egress, groups, port, [{ address: endpoint.value.address, groups: endpoint.value.groups }]);
}

type Peers = readonly { readonly address: string | undefined; readonly groups: readonly string[] }[];

function judged(
  { surroundings, region }: NetworkLoadBalancer,
  rules: readonly SecurityGroupRule[],
  groups: readonly string[],
  port: number,
  peers: Peers,
): Fact<Passage> {
  const lists = surroundings.managedPrefixLists;
  const onPort = rules.filter((rule) => coversPort(rule, port));
  const admitting = onPort.find((rule) => peers.some((peer) => coversPeer(rule, peer, lists.items)));
  if (admitting !== undefined) return known({ open: true, by: quoteRule(admitting), groups, rules });
  if (onPort.some((rule) => isOpaque(rule, lists.items))) return unreadReading(lists, 'ec2:GetManagedPrefixListEntries', region);
  return known({ open: false, by: undefined, groups, rules });
}

export interface AclVerdict {
  readonly open: boolean;
  /** The entry that denies, or that none allows. */
  readonly because: string;
  /** An entry says deny; false where merely no entry allows. */
  readonly explicit: boolean;
}

const ephemeral: readonly [number, number] = [1024, 65535];

/** The four decisions between each subnet of the load balancer that checks the target and the target's own. */
export function aclsOf(loadBalancer: NetworkLoadBalancer, target: Target, port: number): Fact<AclVerdict> {
  const endpoint = endpointOf(target, loadBalancer);
  const sources = checkingSources(loadBalancer, target);
  if (!endpoint.known) return endpoint;
  if (!sources.known) return sources;
  const verdicts = sources.value.map((source) => between(loadBalancer, source, endpoint.value, port));
  const unread = verdicts.find((verdict) => !verdict.known);
  const told = verdicts.flatMap((verdict) => (verdict.known ? [verdict.value] : []));
  const open = told.find((verdict) => verdict.open);
  if (open !== undefined) return known(open);
  if (unread !== undefined && !unread.known) return unread;
  return known(told[0] ?? { open: true, because: 'no node of the load balancer is known', explicit: false });
}

function between(loadBalancer: NetworkLoadBalancer, source: Source, { subnet, address }: Endpoint, port: number): Fact<AclVerdict> {
  if (subnet === source.subnet)
    return known({ open: true, because: 'load balancer and target are in one subnet, where no ACL applies', explicit: false });
  const [near, far] = [aclOf(source.subnet, loadBalancer), aclOf(subnet, loadBalancer)];
  if (!near.known) return near;
  if (!far.known) return far;
  if (address === undefined) return known({ open: true, because: 'the address of the target is not known', explicit: false });
  const steps = [
    step(near.value, 'out', address, [port, port]),
    step(far.value, 'in', source.address, [port, port]),
    step(far.value, 'out', source.address, ephemeral),
    step(near.value, 'in', address, ephemeral),
  ];
  const blocked = steps.find(({ open }) => !open);
  return known(
    blocked ?? {
      open: true,
      because: `${near.value.NetworkAclId} and ${far.value.NetworkAclId} allow the check and its answer`,
      explicit: false,
    },
  );
}

function step(acl: NetworkAcl, direction: 'in' | 'out', address: string, ports: readonly [number, number]): AclVerdict {
  const entry = decidingEntry(acl, direction, address, ports);
  if (entry?.RuleAction === 'allow') return { open: true, because: quoteEntry(acl, entry), explicit: false };
  const way = direction === 'in' ? 'from' : 'to';
  const what = ports[0] === ports[1] ? `port ${ports[0]}` : `ports ${ports[0]}-${ports[1]}`;
  if (entry === undefined)
    return { open: false, because: `${acl.NetworkAclId} has no entry for TCP ${what} ${way} ${address}`, explicit: false };
  const isLast = entry.RuleNumber === 32767;
  return {
    open: false,
    because: isLast ? `${acl.NetworkAclId} has no entry that allows TCP ${what} ${way} ${address}` : quoteEntry(acl, entry),
    explicit: !isLast && entry.RuleAction === 'deny',
  };
}
