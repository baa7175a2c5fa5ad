/** The diagnosis of a topology by all the rules there are. */

import type { Topology } from '../topology/topology.ts';
import type { Diagnosis } from './diagnosis.ts';
import { type DiagnosisOptions, diagnoseBy } from './engine.ts';
import { rules } from './rules/index.ts';

/** The same topology gives the same diagnosis, byte for byte. */
export const diagnose = (topology: Topology, options: DiagnosisOptions = {}): Diagnosis => diagnoseBy(rules, topology, options);
