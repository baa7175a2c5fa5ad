/** `nlb-doctor demo --watch`: an incident from before it begins until it is resolved, with the messages that Slack gets. All on loopback. */

import { setTimeout as wait } from 'node:timers/promises';
import type { KnownBlock } from '@slack/types';
import { enter } from '../lab/environment.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import { targetCounts } from '../lambda/diagnose/targetCounts.ts';
import { count } from '../lambda/diagnose/vocabulary.ts';
import { memoryStore } from '../lambda/incidents/store/memory.ts';
import { secretSource } from '../lambda/notify/secret.ts';
import { post } from '../lambda/notify/slack/http.ts';
import { slackWebhook } from '../lambda/notify/slack/webhook.ts';
import { runMonitor } from '../lambda/run.ts';
import { readSettings } from '../lambda/settings.ts';
import type { Snapshot } from '../lambda/snapshot/snapshot.ts';
import type { Console } from './console.ts';
import { slackPreview } from './slackPreview.ts';

export interface Play {
  /** The same world, broken and repaired. */
  readonly broken: Snapshot;
  readonly repaired: Snapshot;
  /** NodePorts that the nodes answer while all is well. */
  readonly ports: readonly number[];
}

/** One check every two seconds stands for one every minute. */
const pause = 2_000;
const mostChecks = 12;
/** The stand-in takes any webhook of this form. */
const webhook = 'https://hooks.slack.com/services/T0DEMO/B0DEMO/demo';

export async function play({ broken, repaired, ports }: Play, console: Console): Promise<void> {
  const [well, ill] = [withoutWish(repaired), withoutWish(broken)];
  const listeners = ports.map((port) => ({ port }));
  const lab = await startLab({ snapshot: well, realHealth: { listeners } });
  const leave = enter(lab.environment, process.env);
  const check = checker(lab, well, console);
  const { stopped } = console;
  try {
    console.print('All targets are healthy. nlb-doctor checks them every two seconds here; deployed, it checks every minute.\n\n');
    await until({ lab, check, stopped }, 0, 3);
    console.print('\nThe incident begins: the Cilium agents run an old configuration, and nothing answers on the NodePorts.\n\n');
    lab.show(ill);
    await lab.health?.listen([]);
    await until({ lab, check, stopped }, 1, mostChecks);
    console.print('\nThe repair: the agents are restarted, and the NodePorts answer again.\n\n');
    lab.show(well);
    await lab.health?.listen(listeners);
    await until({ lab, check, stopped }, 2, mostChecks);
    if (!console.stopped.aborted) console.print('\nThe incident is resolved. Slack got two messages: one at its begin, one at its end.\n');
  } finally {
    leave();
    await lab.stop();
  }
}

interface Stage {
  readonly lab: Lab;
  readonly check: () => Promise<void>;
  readonly stopped: AbortSignal;
}

/** Checks until Slack has so many messages, or as often as is allowed; new ones are shown. Ends early where the person stops the demo. */
async function until({ lab, check, stopped }: Stage, messages: number, checks: number): Promise<void> {
  for (let at = 0; at < checks && !stopped.aborted; at += 1) {
    await check();
    if (messages > 0 && lab.slack.messages.length >= messages) return;
    await wait(pause, undefined, { signal: stopped }).catch(() => undefined);
  }
  if (lab.slack.messages.length < messages && !stopped.aborted)
    throw new Error('the demo waited for a message that did not come: please report it with this output.');
}

function checker(lab: Lab, { regions }: Snapshot, console: Console): () => Promise<void> {
  const settings = readSettings({ regions: regions.map(({ region }) => region) }, 'demo');
  const secret = secretSource(
    'demo',
    async () => webhook,
    () => undefined,
  );
  const toLab: typeof post = (request) => post({ ...request, address: `${lab.slack.address}${new URL(request.address).pathname}` });
  const world = {
    settings,
    store: memoryStore(),
    sinks: [slackWebhook({ secret, post: toLab })],
    holder: 'demo',
    deadlineMs: 20_000,
    processMemory: { notifiedWithoutStoreAt: undefined },
  };
  let shown = 0;
  return async () => {
    const name = new Date().toISOString();
    const { result } = await runMonitor({ ...world, name });
    if (!result.ran) return;
    const [one] = result.diagnosis.loadBalancers;
    const healthy = one === undefined ? 0 : targetCounts(one).healthy;
    console.print(`${name.slice(11, 19)}  ${one?.status ?? 'unknown'}, ${count(healthy, 'target')} healthy\n`);
    for (const { body } of lab.slack.messages.slice(shown)) {
      const { text, blocks = [] } = body as { readonly text: string; readonly blocks?: readonly KnownBlock[] };
      console.print(`\nSlack shows (notification: "${text.slice(0, 100)}"):\n\n${slackPreview(blocks, console.hasColour)}\n`);
    }
    shown = lab.slack.messages.length;
  };
}

/** The same world in which nobody asks for a scheme: one incident is enough for one demonstration. */
function withoutWish(snapshot: Snapshot): Snapshot {
  const clusters = snapshot.clusters.map((cluster) => {
    const readings = new Map(cluster.readings);
    const gateways = readings.get('gateways.gateway.networking.k8s.io');
    if (gateways !== undefined)
      readings.set('gateways.gateway.networking.k8s.io', { ...gateways, items: gateways.items.map(withoutAnnotations) } as typeof gateways);
    return { ...cluster, readings };
  });
  return { ...snapshot, clusters };
}

const withoutAnnotations = <T extends { readonly metadata: object }>(object: T): T => ({
  ...object,
  metadata: { ...object.metadata, annotations: {} },
});
