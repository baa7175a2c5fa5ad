/** EC2: the Describe calls of the table, the entries of prefix lists, the regions of the account, and what a person repairs. */

import type { Reading } from '../../lambda/snapshot/snapshot.ts';
import { type Describe, describes } from './ec2Describes.ts';
import { ec2Writes } from './ec2Writes.ts';
import { AwsFailure } from './failure.ts';
import { filtered, type Thing } from './filters.ts';
import { page, sourceOf } from './paging.ts';
import type { Input } from './protocol.ts';
import { number, type Operation, text, texts } from './scene.ts';

const usual = 1000;

function describe(action: string, table: Describe): Operation {
  return (input, { region, account }) => {
    const ids = texts(input[table.ids]);
    const { items, failure } = sourceOf(region[table.member] as Reading<Thing>, `ec2:${action}`);
    if (failure !== undefined && items.length === 0) throw failure;
    if (ids.length > 0 && table.idsOrPages && input.MaxResults !== undefined) {
      throw new AwsFailure('InvalidParameterCombination', `The parameter ${table.ids} cannot be used with the parameter maxResults`);
    }
    const named = ids.length === 0 ? items : ids.map((id) => existing(items, id, table));
    const chosen = filtered(named, input.Filters, table.filters);
    const source = ids.length === 0 ? { items: chosen, failure } : { items: chosen };
    const cut = page(source, { ...limitsOf(input, table), token: text(input.NextToken) });
    return { ...table.output(cut.items, account), NextToken: cut.next };
  };
}

/** Without MaxResults a whole answer comes; pages have at least five items. */
function limitsOf(input: Input, { most = usual }: Describe) {
  return { size: number(input.MaxResults), usual: most, least: 5, most, invalid: 'InvalidParameterValue' };
}

function existing(items: readonly Thing[], id: string, { id: member, missing }: Describe): Thing {
  const found = items.find((item) => item[member] === id);
  if (found === undefined) throw new AwsFailure(missing, `The ID '${id}' does not exist`);
  return found;
}

const getManagedPrefixListEntries: Operation = (input, { region }) => {
  const { items, failure } = sourceOf(region.managedPrefixLists, 'ec2:GetManagedPrefixListEntries');
  const id = text(input.PrefixListId);
  const list = items.find((item) => item.PrefixListId === id);
  if (list === undefined) throw failure ?? new AwsFailure('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  const limits = { size: number(input.MaxResults), usual: 100, least: 1, most: 100, invalid: 'InvalidParameterValue' };
  const cut = page({ items: list.Entries ?? [] }, { ...limits, token: text(input.NextToken) });
  return { Entries: cut.items, NextToken: cut.next };
};

const describeRegions: Operation = (input, { snapshot }) => {
  const known = snapshot.regions.map(({ region }) => ({
    RegionName: region,
    Endpoint: `ec2.${region}.amazonaws.com`,
    OptInStatus: 'opt-in-not-required',
  }));
  const names = texts(input.RegionNames);
  const unknown = names.find((name) => known.every(({ RegionName }) => RegionName !== name));
  if (unknown !== undefined) throw new AwsFailure('InvalidParameterValue', `Invalid region names: [${unknown}]`);
  return { Regions: names.length === 0 ? known : known.filter(({ RegionName }) => names.includes(RegionName)) };
};

export const ec2: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(Object.entries(describes).map(([action, table]) => [action, describe(action, table)])),
  GetManagedPrefixListEntries: getManagedPrefixListEntries,
  DescribeRegions: describeRegions,
  ...ec2Writes,
};
