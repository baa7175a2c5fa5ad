/** Why something could not be read, from the gaps of the snapshot. */

import { loadBalancersOperation, targetGroupsOperation } from '../../snapshot/awsFiles.ts';
import type { Gap } from '../../snapshot/snapshot.ts';
import type { NetworkLoadBalancer } from '../../topology/topology.ts';

export interface Why {
  readonly because: string;
  readonly remedy: string;
  readonly code: string | null;
}

const retry = 'run it again, with a longer --timeout where time was short';

export const whyOf = ({ error, remedy, code }: Gap, otherwise = retry): Why => ({
  because: error,
  remedy: remedy ?? otherwise,
  code: code === undefined ? null : String(code),
});

/** Several gaps of one subject: each reason and each remedy once. */
export function together(gaps: readonly Gap[]): Why {
  const all = gaps.map((gap) => whyOf(gap));
  const distinct = (part: (why: Why) => string) => [...new Set(all.map(part))].join('; ');
  return { because: distinct(({ because }) => because), remedy: distinct(({ remedy }) => remedy), code: all[0]?.code ?? null };
}

/** Without these lists nothing can be said of a region. */
export const lists: ReadonlySet<string> = new Set([loadBalancersOperation, targetGroupsOperation]);
export const speaksOf = (gap: Gap, region: string) => gap.region === undefined || gap.region === region;

export const notInSnapshot: Why = {
  because: 'the snapshot holds nothing of it',
  remedy: 'capture it again, or add aws/<region>/load-balancers.json and target-groups.json',
  code: null,
};

export const unreadGroups = ({ targetGroups }: NetworkLoadBalancer) =>
  targetGroups.filter(({ attached, healthRead }) => attached && !healthRead);
