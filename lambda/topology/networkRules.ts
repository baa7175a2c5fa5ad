/** Security-group rules and network-ACL entries, judged as AWS judges them. */

import type { ManagedPrefixList, NetworkAcl, SecurityGroupRule } from '../snapshot/aws.ts';
import { contains } from './addresses.ts';

const tcp = '6';
const protocols: Readonly<Record<string, string>> = { tcp, '6': tcp, '-1': 'all', all: 'all' };

/** What a packet is, for a rule: a TCP port, and who is at the other end. */
export interface Peer {
  /** An address or a block; a rule must cover all of it. */
  readonly address: string | undefined;
  /** Security groups at the other end. */
  readonly groups: readonly string[];
}

export const coversPort = ({ IpProtocol, FromPort, ToPort }: SecurityGroupRule, port: number): boolean => {
  const protocol = protocols[IpProtocol ?? ''];
  if (protocol === 'all') return true;
  if (protocol !== tcp || FromPort === undefined || ToPort === undefined) return false;
  return FromPort === -1 || (FromPort <= port && port <= ToPort);
};

export function coversPeer(rule: SecurityGroupRule, peer: Peer, prefixLists: readonly ManagedPrefixList[]): boolean {
  const group = rule.ReferencedGroupInfo?.GroupId;
  if (group !== undefined) return peer.groups.includes(group);
  const { address } = peer;
  if (address === undefined) return false;
  if (rule.PrefixListId !== undefined) return entriesOf(rule.PrefixListId, prefixLists).some((block) => contains(block, address));
  return [rule.CidrIpv4, rule.CidrIpv6].some((block) => block !== undefined && contains(block, address));
}

const entriesOf = (id: string, lists: readonly ManagedPrefixList[]): readonly string[] =>
  lists.find(({ PrefixListId }) => PrefixListId === id)?.Entries?.flatMap(({ Cidr }) => Cidr ?? []) ?? [];

/** A rule whose peer is a prefix list nobody read could admit anything. */
export const isOpaque = ({ PrefixListId }: SecurityGroupRule, lists: readonly ManagedPrefixList[]): boolean =>
  PrefixListId !== undefined && lists.find((one) => one.PrefixListId === PrefixListId)?.Entries === undefined;

/** `tcp 30866-31163 from sg-0abc (sgr-012)`, as evidence quotes it. */
export function quoteRule(rule: SecurityGroupRule): string {
  const { IpProtocol, FromPort, ToPort, IsEgress, GroupId, SecurityGroupRuleId } = rule;
  const ports =
    IpProtocol === '-1' ? 'all ports' : FromPort === ToPort ? `${IpProtocol} ${FromPort}` : `${IpProtocol} ${FromPort}-${ToPort}`;
  const peer = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.ReferencedGroupInfo?.GroupId ?? rule.PrefixListId ?? 'nobody';
  return `${ports} ${IsEgress === true ? 'to' : 'from'} ${peer} in ${GroupId} (${SecurityGroupRuleId})`;
}

type Entry = NonNullable<NetworkAcl['Entries']>[number];

/** Entries by number, the order in which they decide. */
const ordered = new WeakMap<NetworkAcl, readonly Entry[]>();

function orderedEntries(acl: NetworkAcl): readonly Entry[] {
  const kept = ordered.get(acl);
  if (kept !== undefined) return kept;
  const made = (acl.Entries ?? []).toSorted((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));
  ordered.set(acl, made);
  return made;
}

/** What decides over a packet: the first entry by number that matches it; undefined where none does, which denies. */
export const decidingEntry = (
  acl: NetworkAcl,
  direction: 'in' | 'out',
  address: string,
  ports: readonly [number, number],
): Entry | undefined => orderedEntries(acl).find((entry) => entry.Egress === (direction === 'out') && matchesEntry(entry, address, ports));

/** An entry that allows decides where it touches the packet's range, one that denies only where it covers it: what is partly allowed is not blocked. */
function matchesEntry(
  { Protocol, PortRange, CidrBlock, Ipv6CidrBlock, RuleAction }: Entry,
  address: string,
  [from, to]: readonly [number, number],
): boolean {
  const protocol = protocols[Protocol ?? ''];
  if (protocol === undefined) return false;
  const allows = RuleAction === 'allow';
  const { From, To } = PortRange ?? {};
  const isAnyPort = protocol === 'all' || From === undefined || To === undefined;
  const matchesPorts = isAnyPort || (allows ? From <= to && from <= To : From <= from && to <= To);
  const matchesBlock = (block: string) => contains(block, address) || (allows && contains(address, block));
  return matchesPorts && [CidrBlock, Ipv6CidrBlock].some((block) => block !== undefined && matchesBlock(block));
}

export const quoteEntry = (
  { NetworkAclId }: NetworkAcl,
  { RuleNumber, RuleAction, CidrBlock, Ipv6CidrBlock, PortRange, Egress, Protocol }: Entry,
): string =>
  `${NetworkAclId} entry ${RuleNumber === 32767 ? '*' : RuleNumber}: ${RuleAction} ${Protocol === '-1' ? 'all' : `protocol ${Protocol}`}${PortRange?.From === undefined ? '' : ` ports ${PortRange.From}-${PortRange.To}`} ${Egress === true ? 'to' : 'from'} ${CidrBlock ?? Ipv6CidrBlock ?? '?'}`;
