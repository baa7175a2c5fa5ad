/** All rules, in the order of the catalogue. A rule that is not here does not exist. */

import type { Rule } from '../rule.ts';
import { agentsNotRestarted } from './cilium/agents-not-restarted.ts';

export const rules: readonly Rule[] = [agentsNotRestarted];
