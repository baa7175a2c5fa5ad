/** Output format 1 as JSON: the same diagnosis gives the same bytes. */

import type { Diagnosis } from '../diagnose/diagnosis.ts';
import { json } from './escape.ts';

export const jsonReport = (diagnosis: Diagnosis): string => json(diagnosis);
