/** `npm run smoke`: synthesises the stack, runs the very bundle it would deploy against the lab, and prints the alert it would send. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccount } from './account.ts';
import { startRuntime } from './runtimeApi.ts';
import { synthesise } from './synthesised.ts';

const topic = 'arn:aws:sns:eu-west-2:111122223333:alerts';
const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-smoke-'));
const print = (text: string) => void process.stdout.write(`${text}\n`);

try {
  const monitor = synthesise(folder);
  const account = await openAccount({ snapshot: 'scenarios/seed-incident' }, { regions: ['eu-west-2'], alertTopicArn: topic });
  const runtime = await startRuntime({ ...monitor, environment: account.environment });
  try {
    print(`ready after ${Math.round(await runtime.ready)} ms`);
    for (const minute of ['00', '01', '02']) {
      const { outcome, body, milliseconds } = await runtime.invoke({ kind: 'schedule', scheduledTime: `2026-11-01T00:${minute}:00Z` });
      print(`tick ${minute}: ${outcome} ${body} in ${Math.round(milliseconds)} ms`);
    }
    const [first] = account.lab.publications;
    if (first === undefined) {
      print(runtime.output());
      throw new Error('no alert was sent: the lines above are what the function wrote.');
    }
    print(`\nPublished to ${first.topicArn}:\n\n${(JSON.parse(first.message) as { readonly email: string }).email}`);
  } finally {
    await runtime.stop();
    await account.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
