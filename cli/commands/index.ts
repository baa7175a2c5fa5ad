/** All sub-commands, in the order help lists them. */

import type { Command } from '../command.ts';
import { capture } from './capture.ts';
import { check } from './check.ts';
import { demo } from './demo.ts';
import { explain } from './explain.ts';
import { preflight } from './preflight.ts';
import { replay } from './replay.ts';
import { rules } from './rules.ts';

export const commands: readonly Command[] = [check, capture, replay, demo, preflight, explain, rules];
