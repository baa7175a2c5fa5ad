/** How many targets of a load balancer, or of one target group, are healthy, and how many should be. */

import type { LoadBalancerDiagnosis } from './diagnosis.ts';

export interface TargetCounts {
  readonly healthy: number;
  /** Without those that fail by design; where the expected number is not known, the registered ones count. Never below `healthy`. */
  readonly expected: number;
  /** Without those that fail by design. */
  readonly unhealthy: number;
}

export function targetCounts({ targetGroups }: Pick<LoadBalancerDiagnosis, 'targetGroups'>): TargetCounts {
  const sum = (of: (group: LoadBalancerDiagnosis['targetGroups'][number]) => number) =>
    targetGroups.reduce((total, group) => total + of(group), 0);
  const healthy = sum((group) => group.healthy);
  const expected = sum((group) => group.expected ?? group.healthy + group.unhealthy + group.initial - group.byDesign);
  return {
    healthy,
    expected: Math.max(healthy, expected),
    unhealthy: sum((group) => Math.max(0, group.unhealthy - group.byDesign)),
  };
}
