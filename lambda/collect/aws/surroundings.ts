/** What lies around suspicious load balancers in EC2: machines, interfaces, security groups, and their VPCs. */

import type { Instance, NetworkInterface, SecurityGroupRule } from '../../snapshot/aws.ts';
import type { Node } from '../../snapshot/kubernetes.ts';
import type { ClusterSnapshot } from '../../snapshot/snapshot.ts';
import type { Suspect } from '../suspects.ts';
import { type Ec2Call, type Filter, mergePages, type NetworkAnswer, readFiltered, readPrefixListEntries } from './ec2.ts';
import type { Fleet } from './fleet.ts';
import type { Pages } from './shape.ts';

export interface Neighbourhood {
  readonly fleet: Fleet;
  readonly suspects: readonly Suspect[];
  /** Nodes of clusters lead to instances that are not registered as targets. */
  readonly clusters: Promise<readonly ClusterSnapshot[]>;
}

type Read = (answer: NetworkAnswer, filter: Filter, fixed?: readonly Filter[]) => Promise<Pages<unknown>>;
type Kept = Map<NetworkAnswer, Pages<unknown>>;

/** All that is wanted, in two steps: what is known from health, then what that leads to. */
export async function readSurroundings(
  call: Ec2Call,
  around: Neighbourhood,
  wanted: ReadonlySet<NetworkAnswer>,
  everything: boolean,
): Promise<Kept> {
  const kept = new Map() as Kept;
  const read: Read = async (answer, filter, fixed) => {
    if (!wanted.has(answer)) return { items: [] };
    const pages = await readFiltered(call, answer, filter, fixed);
    kept.set(answer, unique(mergePages([kept.get(answer) ?? { items: [] }, pages])));
    return pages;
  };
  for (const answer of wanted) kept.set(answer, { items: [] });
  const vpcs = definedOf([
    ...around.suspects.map(({ vpcId }) => vpcId),
    ...around.suspects.flatMap(({ targetGroups }) => targetGroups.map((group) => group.VpcId)),
  ]);
  await Promise.all([
    readVpcs(read, vpcs),
    readMachines(read, around, vpcs, call, kept),
    everything ? readAllGroups(read, vpcs, call, kept) : undefined,
  ]);
  return kept;
}

async function readVpcs(read: Read, vpcs: readonly string[]): Promise<void> {
  const inVpc = { Name: 'vpc-id', Values: vpcs };
  const [found] = await Promise.all([read('vpcs', inVpc), read('networkAcls', inVpc), read('subnets', inVpc), read('routeTables', inVpc)]);
  const options = definedOf((found.items as readonly { DhcpOptionsId?: string }[]).map(({ DhcpOptionsId }) => DhcpOptionsId));
  await read('dhcpOptions', { Name: 'dhcp-options-id', Values: options });
}

/** Targets are known from their health, so that they are read at once; other nodes, and security groups, follow. */
async function readMachines(read: Read, around: Neighbourhood, vpcs: readonly string[], call: Ec2Call, kept: Kept): Promise<void> {
  const targets = targetIds(around);
  const instances = targets.filter((id) => id.startsWith('i-'));
  const addresses = targets.filter((id) => !id.startsWith('i-') && !id.startsWith('arn:'));
  const balancers = around.suspects.flatMap(({ loadBalancer }) => loadBalancer ?? []);
  const [seen, ...interfaces] = await Promise.all([
    read('instances', { Name: 'instance-id', Values: instances }),
    read('networkInterfaces', { Name: 'attachment.instance-id', Values: instances }),
    read('networkInterfaces', { Name: 'description', Values: balancers.map(({ LoadBalancerArn }) => descriptionOf(LoadBalancerArn)) }),
    read(
      'networkInterfaces',
      { Name: 'addresses.private-ip-address', Values: addresses },
      vpcs.length === 0 ? [] : [{ Name: 'vpc-id', Values: vpcs }],
    ),
  ]);
  const attached = interfaces.flatMap((pages) =>
    (pages.items as readonly NetworkInterface[]).map(({ Attachment }) => Attachment?.InstanceId),
  );
  const groups = [...groupsOf(kept), ...balancers.flatMap(({ SecurityGroups }) => SecurityGroups ?? [])];
  const rules = readGroups(read, groups, call, kept);
  const known = new Set((seen.items as readonly Instance[]).map(({ InstanceId }) => InstanceId));
  const others = [...definedOf(attached), ...nodeInstances(await around.clusters)].filter(
    (id) => !known.has(id) && !instances.includes(id),
  );
  await Promise.all([
    read('instances', { Name: 'instance-id', Values: others }),
    read('networkInterfaces', { Name: 'attachment.instance-id', Values: others }),
  ]);
  await rules;
  const more = groupsOf(kept).filter((group) => !groups.includes(group));
  await readGroups(read, more, call, kept);
}

const targetIds = ({ fleet, suspects }: Neighbourhood): readonly string[] => [
  ...new Set(
    suspects.flatMap(({ targetGroups }) =>
      targetGroups.flatMap((group) => fleet.health.get(group.TargetGroupName)?.items.map(({ Target }) => Target.Id) ?? []),
    ),
  ),
];

/** `ELB net/<name>/<id>` is how ELB describes the interfaces of a network load balancer. */
const descriptionOf = (arn: string) => `ELB ${arn.slice(arn.indexOf('loadbalancer/') + 'loadbalancer/'.length)}`;

function nodeInstances(clusters: readonly ClusterSnapshot[]): readonly string[] {
  const nodes = clusters.flatMap(({ readings }) => (readings.get('nodes')?.items ?? []) as readonly Node[]);
  return definedOf(nodes.map(({ spec }) => /\/(i-[0-9a-f]+)$/.exec(spec?.providerID ?? '')?.[1]));
}

function groupsOf(kept: Kept): readonly string[] {
  const instances = (kept.get('instances')?.items ?? []) as readonly Instance[];
  const interfaces = (kept.get('networkInterfaces')?.items ?? []) as readonly NetworkInterface[];
  const groups = [
    ...instances.flatMap((one) => [...(one.SecurityGroups ?? []), ...(one.NetworkInterfaces ?? []).flatMap(({ Groups }) => Groups ?? [])]),
    ...interfaces.flatMap(({ Groups }) => Groups ?? []),
  ];
  return [...new Set(definedOf(groups.map(({ GroupId }) => GroupId)))];
}

async function readGroups(read: Read, groups: readonly string[], call: Ec2Call, kept: Kept): Promise<void> {
  const filter = { Name: 'group-id', Values: groups };
  const [, rules] = await Promise.all([read('securityGroups', filter), read('securityGroupRules', filter)]);
  const prefixLists = definedOf((rules.items as readonly SecurityGroupRule[]).map(({ PrefixListId }) => PrefixListId));
  const found = await read('managedPrefixLists', { Name: 'prefix-list-id', Values: prefixLists });
  await Promise.all((found.items as readonly Record<string, unknown>[]).map((list) => addEntries(call, list, kept)));
}

/** All security groups of the VPCs: for a snapshot that somebody else is to look at. */
async function readAllGroups(read: Read, vpcs: readonly string[], call: Ec2Call, kept: Kept): Promise<void> {
  const { items } = await read('securityGroups', { Name: 'vpc-id', Values: vpcs });
  await readGroups(
    read,
    (items as readonly { readonly GroupId: string }[]).map(({ GroupId }) => GroupId),
    call,
    kept,
  );
}

/** Without its entries a prefix list says nothing: one that cannot be read leaves the answer incomplete. */
async function addEntries(call: Ec2Call, list: Record<string, unknown>, kept: Kept): Promise<void> {
  const { items, failure } = await readPrefixListEntries(call, String(list.PrefixListId));
  if (failure === undefined) list.Entries = items;
  else kept.set('managedPrefixLists', { items: kept.get('managedPrefixLists')?.items ?? [], failure });
}

const idKeys = ['InstanceId', 'NetworkInterfaceId', 'SecurityGroupRuleId', 'GroupId', 'PrefixListId'];

/** An interface of a target may be found by its instance and by its address. */
function unique(pages: Pages<unknown>): Pages<unknown> {
  const keyed = (pages.items as readonly Record<string, unknown>[]).map(
    (item, index) => [idKeys.map((key) => item[key]).find((id) => id !== undefined) ?? index, item] as const,
  );
  return { ...pages, items: [...new Map(keyed).values()] };
}

const definedOf = <T>(values: readonly (T | undefined)[]): readonly T[] =>
  [...new Set(values.filter((value) => value !== undefined))] as readonly T[];
