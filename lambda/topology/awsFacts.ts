/** Tags, attributes and listeners as facts: known only where the call that would show them was answered. */

import type { Reading } from '../snapshot/snapshot.ts';
import { type Fact, known, missing } from './fact.ts';
import type { RegionIndex } from './regionIndex.ts';

export function tagsFact(arn: string, { tags, region }: RegionIndex): Fact<ReadonlyMap<string, string>> {
  const hit = tags.get(arn);
  return hit === undefined
    ? missing('elasticloadbalancing:DescribeTags', `the tags of ${arn.split('/')[2] ?? arn} were not read`, {
        allow: `IAM: elasticloadbalancing:DescribeTags in ${region.region}`,
      })
    : known(hit);
}

export function factOf<T>(reading: Reading<T> | undefined, what: string, region: string, name: string): Fact<readonly T[]> {
  if (reading?.state === 'complete') return known(reading.items);
  const why = reading?.state === 'incomplete' ? reading.gap.error : 'not read';
  return missing(what, `${what.split(':')[1]} of ${name}: ${why}`, { allow: `IAM: ${what} in ${region}` });
}

export function attributesFact(
  reading: Reading<{ readonly Key: string; readonly Value?: string | undefined }> | undefined,
  what: string,
  region: string,
  name: string,
): Fact<ReadonlyMap<string, string>> {
  const list = factOf(reading, what, region, name);
  return list.known ? known(new Map(list.value.map(({ Key, Value }) => [Key, Value ?? '']))) : list;
}
