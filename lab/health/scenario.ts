/** `lab.yaml` in the folder of a scenario: which listeners exist on which nodes. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import * as z from 'zod/mini';
import type { ListenerRule } from './listeners.ts';

const shape = z.strictObject({
  listeners: z.array(
    z.strictObject({
      nodes: z.optional(z.array(z.string())),
      except: z.optional(z.array(z.string())),
      port: z.number(),
      protocol: z.optional(z.enum(['tcp', 'http'])),
      status: z.optional(z.number()),
    }),
  ),
});

const file = 'lab.yaml';

/** Undefined where the scenario has none. @throws Error a sentence about what is wrong in it */
export function readListeners(folder: string): readonly ListenerRule[] | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const parsed = shape.safeParse(load(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data.listeners as readonly ListenerRule[];
  const [issue] = parsed.error.issues;
  throw new Error(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not understood'}`);
}
