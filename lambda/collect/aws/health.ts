/** Target health, one call a group: as many as time and rate allow, and the next run goes on where this one stopped. */

import type { TargetGroup, TargetHealthDescription } from '../../snapshot/aws.ts';
import { namedFiles } from '../../snapshot/awsFiles.ts';
import type { Gap, Reading } from '../../snapshot/snapshot.ts';
import type { Context } from '../context.ts';
import { BudgetEnded } from '../io/budget.ts';
import { codeOf } from '../io/errors.ts';
import { readTargetHealth } from './elastic-load-balancing.ts';
import { awsGap, summarised, withSummaries } from './gaps.ts';

export interface HealthRead {
  readonly health: ReadonlyMap<string, Reading<TargetHealthDescription>>;
  /** Name of the last group that was reached, where not all were. */
  readonly cursor: string | undefined;
  readonly read: number;
  readonly asked: number;
}

const operation = namedFiles.targetHealth.operation;
const atOnce = 128;
/** Milliseconds kept for the clusters and networks of what looks wrong; of a short run three tenths. */
const keptForOthers = 15_000;
const timeFor = (remaining: number) => Math.max(remaining * 0.7, remaining - keptForOthers);

export async function readHealth(context: Context, region: string, groups: readonly TargetGroup[]): Promise<HealthRead> {
  const budget = context.budget.part(timeFor(context.budget.remaining()));
  const call = { client: context.clients.elb(region), budget };
  const bucket = context.clients.bucket(region);
  const ordered = afterCursor(groups, cursorOf(context.request.cursor, region));
  const health = new Map<string, Reading<TargetHealthDescription>>();
  const failures: Gap[] = [];
  let next = 0;
  let end: BudgetEnded['name'] = 'BudgetEnded';
  const worker = async () => {
    for (let group = ordered[next]; group !== undefined && bucket.wait() < budget.remaining(); group = ordered[next]) {
      next += 1;
      const pages = await readTargetHealth(call, group.TargetGroupArn);
      if (pages.failure instanceof BudgetEnded) {
        end = pages.failure.name;
        continue;
      }
      health.set(group.TargetGroupName, readingOf(region, group.TargetGroupName, pages, failures));
      context.request.onProgress?.({ step: 'target health', region, done: health.size, of: ordered.length });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, ordered.length) }, worker));
  const left = ordered.filter((group) => !health.has(group.TargetGroupName));
  const cursor = left[0] === undefined ? undefined : (ordered[ordered.indexOf(left[0]) - 1]?.TargetGroupName ?? '');
  const gaps = [...summarised(operation, failures), ...skipped({ region, left, of: ordered.length, end }, health)];
  context.gaps.push(...gaps);
  return { health: withSummaries(health, gaps), cursor, read: ordered.length - left.length - failures.length, asked: ordered.length };
}

function readingOf(
  region: string,
  name: string,
  pages: Awaited<ReturnType<typeof readTargetHealth>>,
  failures: Gap[],
): Reading<TargetHealthDescription> {
  if (pages.failure === undefined) return { state: 'complete', items: pages.items };
  const gap = awsGap(`${operation}/${name}`, region, pages.failure);
  const gone =
    codeOf(pages.failure) === 'TargetGroupNotFoundException' ? { ...gap, error: 'the target group was deleted while this ran' } : gap;
  failures.push(gone);
  return { state: 'incomplete', items: pages.items, gap: gone };
}

interface Skipped {
  readonly region: string;
  readonly left: readonly TargetGroup[];
  readonly of: number;
  readonly end: BudgetEnded['name'];
}

function skipped({ region, left, of, end }: Skipped, health: Map<string, Reading<TargetHealthDescription>>): readonly Gap[] {
  if (left.length === 0) return [];
  const why = end === 'Interrupted' ? 'it was interrupted' : 'time was over';
  const gap: Gap = {
    what: operation,
    region,
    code: 'Coverage',
    error: `${why}: ${left.length} of ${of} target groups ${left.length === 1 ? 'was' : 'were'} not read`,
    remedy:
      end === 'Interrupted' ? 'run it again, to its end' : 'give it longer with --timeout; a monitor reads them first in its next run',
  };
  for (const group of left) health.set(group.TargetGroupName, { state: 'incomplete', items: [], gap });
  return [gap];
}

/** In the order of their names, beginning after the one where the last run stopped. */
function afterCursor(groups: readonly TargetGroup[], cursor: string | undefined): readonly TargetGroup[] {
  const sorted = [...groups].sort((a, b) => (a.TargetGroupName < b.TargetGroupName ? -1 : 1));
  const start = cursor === undefined ? 0 : sorted.findIndex(({ TargetGroupName }) => TargetGroupName > cursor);
  return start <= 0 ? sorted : [...sorted.slice(start), ...sorted.slice(0, start)];
}

/** A cursor is `<region>=<group>`, joined by commas; one that cannot be read starts anew. */
export const cursorOf = (cursor: string | undefined, region: string): string | undefined =>
  cursor
    ?.split(',')
    .find((part) => part.startsWith(`${region}=`))
    ?.slice(region.length + 1);
