/** Output format 1 as JSON: the same diagnosis gives the same bytes. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';

export const jsonReport = (diagnosis: Diagnosis): string => `${JSON.stringify(diagnosis, null, 2)}\n`;
