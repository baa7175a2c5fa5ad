/** What a diagnosis saw whole: only there is absence evidence. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';

export interface Coverage {
  /** Regions that were asked for. */
  readonly asked: ReadonlySet<string>;
  /** Regions whose load balancers were listed to the end. */
  readonly listed: ReadonlySet<string>;
  /** Why a region cannot be judged: what was refused there, in sentences. */
  readonly blind: ReadonlyMap<string, readonly string[]>;
}

/** Without these nothing can be said of a region. One that names a single group (`…/<name>`) concerns that group only. */
const needed: ReadonlySet<string> = new Set([
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
]);

export function coverageOf({ coverage, loadBalancers }: Diagnosis, regions: readonly string[]): Coverage {
  const asked = new Set([...regions, ...coverage.regions, ...loadBalancers.map(({ region }) => region)]);
  const blind = new Map([...asked].map((region) => [region, refused(coverage, region)] as const).filter(([, why]) => why.length > 0));
  return { asked, blind, listed: new Set([...asked].filter((region) => !blind.has(region))) };
}

function refused({ notRead }: Diagnosis['coverage'], region: string): readonly string[] {
  const here = notRead.filter((gap) => needed.has(gap.what) && (gap.region === null || gap.region === region));
  return [...new Set(here.map(({ error }) => error))].toSorted();
}
