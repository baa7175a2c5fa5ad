/** Writes the pages that docs/pictures shows: the dashboard's widget in both themes. `node docs/screenshots.ts DIR`, then any browser. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnose } from '../lambda/diagnose/diagnose.ts';
import { shown } from '../lambda/functions/widget.ts';
import { factsOf } from '../lambda/incidents/changes/hashes.ts';
import { defaultPolicy } from '../lambda/incidents/policy.ts';
import { runOnce } from '../lambda/incidents/run.ts';
import { memoryStore } from '../lambda/incidents/store/memory.ts';
import { readSnapshot } from '../lambda/snapshot/read.ts';
import { plusSeconds } from '../lambda/text/time.ts';
import { joinTopology } from '../lambda/topology/join.ts';

const folder = process.argv[2] ?? 'dist/pictures';
const topology = joinTopology(readSnapshot(join(import.meta.dirname, '../scenarios/seed-incident')));
const store = memoryStore();
let now = '2026-11-01T02:00:00.000Z';
for (let minute = 0; minute < 3; minute += 1) {
  now = plusSeconds(now, 60);
  const look = async () => ({
    diagnosis: diagnose(topology),
    facts: factsOf(topology),
    watched: { regions: ['eu-west-2'] },
    cursor: undefined,
  });
  const processMemory = { notifiedWithoutStoreAt: undefined };
  const clock = () => now;
  await runOnce({
    store,
    sinks: [],
    policy: defaultPolicy,
    clock,
    holder: 'docs',
    name: now,
    leaseSeconds: 50,
    look,
    signal: AbortSignal.timeout(5_000),
    processMemory,
  });
}
mkdirSync(folder, { recursive: true });
for (const [theme, background] of [
  ['light', '#ffffff'],
  ['dark', '#0f1b2a'],
] as const) {
  const body = await shown(store, now, theme === 'dark');
  writeFileSync(
    join(folder, `widget-${theme}.html`),
    `<!doctype html><meta charset="utf-8"><body style="margin:16px;background:${background}">${body}</body>\n`,
  );
}
