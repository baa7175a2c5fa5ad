/** All sub-commands, in the order help lists them. */

import type { Command } from '../command.ts';
import { explain } from './explain.ts';
import { replay } from './replay.ts';
import { rules } from './rules.ts';

export const commands: readonly Command[] = [replay, explain, rules];
