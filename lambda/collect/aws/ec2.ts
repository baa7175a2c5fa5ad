/** The EC2 calls: always lists by filter, never by id, because one id that is gone makes a call by ids fail as a whole. */

import * as z from 'zod/mini';
import { regionFiles } from '../../snapshot/awsFiles.ts';
import { type Budget, within } from '../io/budget.ts';
import type { Ec2, NetworkAnswer } from './ec2Calls.ts';
import { type Pages, readPages } from './shape.ts';

export type { NetworkAnswer } from './ec2Calls.ts';

export interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

export interface Ec2Call {
  readonly client: Ec2;
  readonly budget: Budget;
}

/** AWS takes at most 200 values a filter. */
const valuesACall = 200;

/** All items that fit a filter, in as many calls as its values need, plus fixed filters. No values, no call. */
export async function readFiltered(
  call: Ec2Call,
  answer: NetworkAnswer,
  filter: Filter,
  fixed: readonly Filter[] = [],
): Promise<Pages<unknown>> {
  const values = [...new Set(filter.Values)];
  const batches = Array.from({ length: Math.ceil(values.length / valuesACall) }, (_, index) =>
    values.slice(index * valuesACall, (index + 1) * valuesACall),
  );
  const all = await Promise.all(batches.map((batch) => readBatch(call, answer, [{ Name: filter.Name, Values: batch }, ...fixed])));
  return mergePages(all);
}

export function mergePages<T>(all: readonly Pages<T>[]): Pages<T> {
  const items = all.flatMap((pages) => pages.items);
  const failed = all.find((pages) => pages.failure !== undefined);
  return failed === undefined ? { items } : { items, failure: failed.failure };
}

function readBatch({ client, budget }: Ec2Call, answer: NetworkAnswer, filters: readonly Filter[]): Promise<Pages<unknown>> {
  const { operation, shape } = regionFiles[answer];
  const Filters = filters.map(({ Name, Values }) => ({ Name, Values: [...Values] }));
  return readPages<unknown>({
    operation,
    shape,
    read: (NextToken) => within(budget, (abortSignal) => client.list(answer, { Filters, MaxResults: 1000, NextToken }, { abortSignal })),
  });
}

/** The CIDRs of one prefix list, as `Entries`. */
export const readPrefixListEntries = ({ client, budget }: Ec2Call, PrefixListId: string): Promise<Pages<unknown>> =>
  readPages<unknown>({
    operation: 'ec2:GetManagedPrefixListEntries',
    shape: z.looseObject({ Cidr: z.optional(z.string()) }),
    read: (NextToken) => within(budget, (abortSignal) => client.entries(PrefixListId, NextToken, { abortSignal })),
  });
