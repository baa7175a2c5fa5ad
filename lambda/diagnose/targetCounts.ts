/** How many targets of a load balancer, or of one target group, are healthy, and how many should be. */

import type { LoadBalancerDiagnosis } from './diagnosis.ts';

export interface TargetCounts {
  readonly healthy: number;
  /** Those that are healthy and those that should be; targets that fail by design or rest on purpose are none of them. */
  readonly expected: number;
  /** Without those that fail by design. */
  readonly unhealthy: number;
}

export function targetCounts({ targetGroups }: Pick<LoadBalancerDiagnosis, 'targetGroups'>): TargetCounts {
  const sum = (of: (group: LoadBalancerDiagnosis['targetGroups'][number]) => number) =>
    targetGroups.reduce((total, group) => total + of(group), 0);
  return {
    healthy: sum(({ healthy }) => healthy),
    expected: sum(({ healthy, failing }) => healthy + failing),
    unhealthy: sum(({ unhealthy, byDesign }) => Math.max(0, unhealthy - byDesign)),
  };
}
