/** The order of severities and of statuses, most urgent first. */

import type { Status } from './diagnosis.ts';
import type { Severity } from './finding.ts';

export const severities = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];

/** 0 is the most severe. */
export const severityRank = (severity: Severity): number => severities.indexOf(severity);

const statuses = ['down', 'degraded', 'unknown', 'healthy'] as const satisfies readonly Status[];

/** 0 is the most urgent. */
export const statusRank = (status: Status): number => statuses.indexOf(status);
