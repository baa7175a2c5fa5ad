/** Targets in the text report: a line each, those that are alike under one heading. */

import type { LoadBalancerDiagnosis, TargetDiagnosis, TargetGroupDiagnosis } from '../diagnose/diagnosis.ts';
import { singleLine } from './escape.ts';
import { countsOf } from './order.ts';
import type { Lines, Page } from './page.ts';
import { lengthOf } from './wrap.ts';

const fewTargets = 6;

/** In short, targets are listed only where no rule explains them: the evidence of a cause names what it is about. */
export const targetsSection = ({ targetGroups, unexplained }: LoadBalancerDiagnosis, page: Page): Lines =>
  page.titled(
    page.verbose || unexplained > 0 ? 'TARGETS' : 'TARGETS (each of them: --verbose)',
    targetGroups.flatMap((group) => groupLines(group, unexplained > 0 ? fewTargets : 0, page)),
  );

function groupLines(group: TargetGroupDiagnosis, few: number, page: Page): Lines {
  const concerned = page.verbose ? group.targets : group.targets.filter(({ state }) => state !== 'healthy');
  const shown = page.verbose ? concerned : concerned.slice(0, few);
  const rest = concerned.length - shown.length;
  const isObvious = group.expected === group.healthy + group.failing && !page.verbose;
  const expected = group.expected === null || isObvious ? '' : `; ${group.expected} should be healthy`;
  const alike = Map.groupBy(shown, ({ state, reason }) => (reason === null ? state : `${state}, ${reason}`));
  return [
    ...page.prose(
      `${group.name}, ${group.protocol ?? '?'} ${group.port ?? '?'}, ${group.targetType ?? '?'}: ${countsOf(group)}${expected}`,
    ),
    ...[...alike].flatMap(([state, targets]) => [...page.prose(`${state}:`, 4), ...rows(targets, group.port, page)]),
    ...(shown.length > 0 && rest > 0 ? page.prose(`and ${rest} more (--verbose)`, 4) : []),
  ];
}

/** Columns where all of it fits, words on lines where it does not. */
function rows(targets: readonly TargetDiagnosis[], usual: number | null, page: Page): Lines {
  const cells = targets.map(({ id, port, zone, node }) =>
    [port === usual || port === null ? id : `${id}:${port}`, zone ?? '-', node ?? '-'].map(singleLine),
  );
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => lengthOf(row[column] ?? ''))));
  return cells.flatMap((row) => {
    const line = `      ${row.map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - lengthOf(cell)))).join('  ')}`.trimEnd();
    return lengthOf(line) <= page.columns ? [line] : page.prose(row.join(' '), 6);
  });
}
