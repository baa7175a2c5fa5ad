/** One region as files: each answer as the AWS CLI prints it. */

import { namedFiles, regionFiles } from './awsFiles.ts';
import { fileMissing } from './gaps.ts';
import { fileName } from './names.ts';
import { json, type Written } from './printed.ts';
import type { Gap, Reading, RegionSnapshot } from './snapshot.ts';

/** An answer that was not given is a line under `unreadable:`; the part of it that is there is a file all the same. */
export function regionFilesOf(snapshot: RegionSnapshot): Written {
  const base = `aws/${fileName(snapshot.region)}`;
  const answers = [...regionAnswers(snapshot, base), ...namedAnswers(snapshot, base)];
  const files = new Map([
    [`${base}/load-balancers.json`, json({ LoadBalancers: snapshot.loadBalancers })],
    [`${base}/target-groups.json`, json({ TargetGroups: snapshot.targetGroups })],
    ...answers.filter(({ reading }) => reading.state !== 'incomplete' || reading.items.length > 0).map(fileOf),
  ]);
  return { files, unreadable: answers.flatMap((answer) => gapOf(answer, snapshot.region)), read: [], partial: [] };
}

interface Answer {
  readonly base: string;
  readonly key: string;
  readonly what: string;
  readonly reading: Reading<unknown>;
}

function regionAnswers(snapshot: RegionSnapshot, base: string): readonly Answer[] {
  return Object.entries(regionFiles).map(([member, { file, key, operation }]) => {
    const reading = snapshot[member as keyof typeof regionFiles];
    return { base: `${base}/${file}`, key, what: operation, reading };
  });
}

function namedAnswers(snapshot: RegionSnapshot, base: string): readonly Answer[] {
  return Object.entries(namedFiles).flatMap(([member, { file, key, operation }]) => {
    const readings: ReadonlyMap<string, Reading<unknown>> = snapshot[member as keyof typeof namedFiles];
    return [...readings].map(([name, reading]) => ({
      base: `${base}/${file}/${fileName(name)}`,
      key,
      what: `${operation}/${name}`,
      reading,
    }));
  });
}

function fileOf({ base, key, reading }: Answer): readonly [string, string] {
  const content = key === 'Instances' ? { Reservations: [{ Instances: reading.items }] } : { [key]: reading.items };
  return [`${base}.json`, json(content)];
}

/** A part of an answer needs its gap by name, or the reader would take the file for the whole. */
function gapOf({ base, what, reading }: Answer, region: string): readonly Gap[] {
  if (reading.state !== 'incomplete') return [];
  const { gap, items } = reading;
  if (items.length > 0) return [{ ...gap, what, region }];
  return gap.error === fileMissing(what, region, base).error ? [] : [{ ...gap, region }];
}
