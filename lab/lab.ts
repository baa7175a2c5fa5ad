/** The lab: AWS and the Kubernetes APIs of a snapshot, over the real wire protocols, on loopback. */

import { readSnapshot } from '../lambda/snapshot/read.ts';
import type { Snapshot } from '../lambda/snapshot/snapshot.ts';
import { understand } from './aws/api.ts';
import type { ClusterAddress, Publication, Scene } from './aws/scene.ts';
import { type Call, createRecorder } from './calls.ts';
import { send } from './effects.ts';
import { environmentFor } from './environment.ts';
import { createScript, type Fault } from './faults.ts';
import { type Handle, listen } from './serve.ts';

export interface LabOptions {
  /** A snapshot, or the folder of one. */
  readonly snapshot: Snapshot | string;
  readonly faults?: readonly Fault[];
  /** Milliseconds before every answer. */
  readonly latency?: number;
  /** Milliseconds by which the lab's clock is ahead of the machine's. */
  readonly skew?: number;
}

export interface Lab {
  /** Points unmodified AWS clients here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoint: string;
  readonly calls: readonly Call[];
  readonly publications: readonly Publication[];
  readonly inject: (...faults: readonly Fault[]) => void;
  /** Forgets the faults that are left. */
  readonly heal: () => void;
  /** Another snapshot from now on: the world has changed. Clusters that were not there at the start have no address. */
  readonly show: (snapshot: Snapshot | string) => void;
  readonly stop: () => Promise<void>;
}

export async function startLab(options: LabOptions): Promise<Lab> {
  let snapshot = opened(options.snapshot);
  const recorder = createRecorder();
  const publications: Publication[] = [];
  const script = createScript(options.faults ?? []);
  const clock = () => new Date(Date.now() + (options.skew ?? 0));
  const latency = { kind: 'latency', milliseconds: options.latency ?? 0 } as const;
  const addresses = new Map<string, ClusterAddress>();
  const scene = (region: Scene['region']): Scene => ({
    snapshot,
    region,
    account: accountOf(snapshot),
    address: (place, cluster) => addresses.get(`${place}/${cluster}`),
    health: () => undefined,
    publish: (publication) => void publications.push(publication),
  });
  const handle: Handle = async ({ method, url, headers, host, body }, response) => {
    const request = { method, path: url.pathname, query: url.searchParams, headers, body };
    const { call, answer } = await understand(request, { snapshot: () => snapshot, scene, now: () => clock().getTime() });
    const end = recorder.start(call, host, url.pathname);
    const recorded = recorder.calls.at(-1);
    const effects = recorded === undefined ? [] : script.effectsOn(recorded);
    end(await send(answer(), [latency, ...effects], response, clock));
  };
  const port = await listen(handle);
  const endpoint = `http://127.0.0.1:${port.port}`;
  return {
    environment: environmentFor(endpoint, snapshot.regions[0]?.region ?? 'us-east-1'),
    endpoint,
    calls: recorder.calls,
    publications,
    inject: script.add,
    heal: script.clear,
    show: (next) => {
      snapshot = opened(next);
    },
    stop: port.stop,
  };
}

const opened = (snapshot: Snapshot | string) => (typeof snapshot === 'string' ? readSnapshot(snapshot) : snapshot);

function accountOf({ account, regions }: Snapshot): string {
  const arn = regions.flatMap(({ loadBalancers }) => loadBalancers)[0]?.LoadBalancerArn;
  return account ?? arn?.split(':')[4] ?? '000000000000';
}
