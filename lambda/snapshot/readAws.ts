/** One region of a snapshot folder: what the AWS calls answered, and which of them did not. */

import type * as z from 'zod/mini';
import { loadBalancer, targetGroup } from './aws.ts';
import { loadBalancersOperation, namedFiles, regionFiles, targetGroupsOperation } from './awsFiles.ts';
import { plainText, SnapshotError } from './error.ts';
import { type Entry, entries, type Folder } from './files.ts';
import { fileMissing } from './gaps.ts';
import { speaksOf } from './manifest.ts';
import { fileName, nameOfFile } from './names.ts';
import { type Pages, readPages, type Siblings, siblings } from './pages.ts';
import type { Gap, Reading, RegionSnapshot } from './snapshot.ts';

/** A region, and the gaps that only its files show (an answer whose last pages are missing). */
export interface RegionRead {
  readonly region: RegionSnapshot;
  readonly gaps: readonly Gap[];
}

interface Context {
  readonly folder: Folder;
  readonly region: string;
  readonly here: Siblings;
  readonly unreadable: readonly Gap[];
}

/** Every region that has a folder under `aws/`. */
export function readRegions(folder: Folder, unreadable: readonly Gap[]): readonly RegionRead[] {
  const regions = entries(folder, 'aws').filter((entry) => entry.directory);
  const refused = unreadable.some((gap) => gap.what.startsWith('elasticloadbalancing:'));
  if (regions.length === 0 && !refused) {
    throw new SnapshotError('aws: no region is there; a snapshot has at least aws/<region>/load-balancers.json and target-groups.json');
  }
  return regions.map((entry) => readRegion({ folder, region: nameOfFile(entry.name), here: siblings(folder, entry.path), unreadable }));
}

function readRegion(context: Context): RegionRead {
  const { folder, region, here } = context;
  const balancers = readPages(folder, here, 'load-balancers', { key: 'LoadBalancers', shape: loadBalancer });
  const groups = readPages(folder, here, 'target-groups', { key: 'TargetGroups', shape: targetGroup });
  const gaps = [...required(context, balancers, loadBalancersOperation), ...required(context, groups, targetGroupsOperation)];
  const names = {
    loadBalancers: balancers.items.map((item) => item.LoadBalancerName),
    targetGroups: groups.items.map((item) => item.TargetGroupName),
  };
  const snapshot = {
    region,
    loadBalancers: balancers.items,
    targetGroups: groups.items,
    ...regionAnswers(context),
    ...namedAnswers(context, names),
  };
  return { region: snapshot as RegionSnapshot, gaps };
}

/** A required list that is not there or has no items is an error, unless the snapshot itself says that it was refused. */
function required(context: Context, pages: Pages<unknown>, operation: string): readonly Gap[] {
  const { missing, broken } = pages;
  const told = toldOf(context, operation);
  if (broken !== undefined && pages.items.length > 0) return [{ what: operation, region: context.region, error: broken }];
  if (told !== undefined) return [];
  if (missing !== undefined) {
    throw new SnapshotError(`${plainText(missing)}: it is missing, and a snapshot needs it; it holds what ${command(operation)} prints`);
  }
  if (broken !== undefined) throw new SnapshotError(plainText(broken));
  return [];
}

function command(operation: string): string {
  const call = operation
    .slice(operation.indexOf(':') + 1)
    .replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);
  return `"aws elbv2 ${call}"`;
}

function regionAnswers(context: Context): Readonly<Record<string, Reading<unknown>>> {
  const answers = Object.entries(regionFiles).map(([member, answer]) => {
    const pages = readPages(context.folder, context.here, answer.file, answer as { key: string; shape: z.ZodMiniType });
    return [member, toReading(context, pages, answer.operation, toldOf(context, answer.operation))];
  });
  return Object.fromEntries(answers);
}

type Names = Readonly<Record<'loadBalancers' | 'targetGroups', readonly string[]>>;

function namedAnswers(context: Context, names: Names): Readonly<Record<string, ReadonlyMap<string, Reading<unknown>>>> {
  const answers = Object.entries(namedFiles).map(([member, answer]) => {
    const among = siblings(context.folder, `${context.here.path}/${answer.file}`);
    const stems = new Map([...among.entries.values()].filter(isAnswer).map((entry) => [nameOfFile(stem(entry)), stem(entry)]));
    const all = [...new Set([...names[answer.of], ...stems.keys()])];
    return [member, new Map(all.map((name) => [name, namedReading(context, among, stems.get(name), name, answer)] as const))];
  });
  return Object.fromEntries(answers);
}

/** A call that was refused for one name says nothing of the others: their files count. */
function namedReading(context: Context, among: Siblings, found: string | undefined, name: string, answer: NamedAnswer): Reading<unknown> {
  const what = `${answer.operation}/${name}`;
  const told = toldOf(context, what) ?? (found === undefined ? toldOf(context, answer.operation) : undefined);
  return toReading(context, readPages(context.folder, among, found ?? fileName(name), answer), what, told);
}

interface NamedAnswer {
  readonly key: string;
  readonly operation: string;
  readonly shape: z.ZodMiniType;
}

function isAnswer(entry: Entry): boolean {
  return entry.directory || entry.name.endsWith('.json');
}

function stem(entry: Entry): string {
  return entry.directory ? entry.name : entry.name.slice(0, -'.json'.length);
}

function toReading(context: Context, pages: Pages<unknown>, operation: string, told: Gap | undefined): Reading<unknown> {
  const { items, missing, broken } = pages;
  if (told !== undefined) return { state: 'incomplete', items, gap: told };
  if (broken !== undefined) return { state: 'incomplete', items, gap: { what: operation, region: context.region, error: broken } };
  if (missing === undefined) return { state: 'complete', items };
  return { state: 'incomplete', items, gap: fileMissing(operation, context.region, missing.slice(0, -'.json'.length)) };
}

function toldOf(context: Context, what: string): Gap | undefined {
  return context.unreadable.find((gap) => gap.what === what && speaksOf(gap, context.region));
}
