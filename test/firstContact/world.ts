/** The account of the pages, in the lab: region eu-west-1, cluster prod, and a load balancer all of whose targets fail. */

import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { run as runCommand } from '../../cli/run.ts';
import { openAccount } from '../../infra/smoke/account.ts';
import { enter } from '../../lab/environment.ts';
import { dynamodbStore } from '../../lambda/incidents/store/dynamodb.ts';
import { fileStore } from '../../lambda/incidents/store/file.ts';
import type { Store } from '../../lambda/incidents/store/store.ts';
import { runMonitor } from '../../lambda/run.ts';
import { readSettings } from '../../lambda/settings.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { recorded } from '../cli/console.ts';
import type { Environment } from './shell.ts';

/** The names that the pages use in their examples. */
export const names = { region: 'eu-west-1', cluster: 'prod', rule: 'cilium/agents-not-restarted' } as const;

export type MemoryKind = 'state' | 'table';

export interface World {
  readonly environment: Environment;
  /** A snapshot of this account. */
  readonly snapshot: string;
  /** Where commands may write a snapshot: a folder that is not there yet. */
  readonly newFolder: () => string;
  /** Snapshots that commands have written, in order. */
  readonly written: string[];
  /** The memory of `nlb-doctor watch`, and the table of the deployed monitor; an incident is open in each. */
  readonly state: string;
  readonly table: string;
  readonly incident: (memory: MemoryKind) => string;
  /** A silence that is active; each one is handed out once, because a page may end it. */
  readonly silence: (memory: MemoryKind) => string;
  readonly settings: string;
  readonly loadBalancer: string;
  readonly service: string;
  readonly gateway: string;
  readonly close: () => Promise<void>;
}

export async function openWorld(clone: string, scratch: string): Promise<World> {
  const snapshot = join(scratch, 'account');
  copyRenamed(join(clone, 'scenarios/seed-incident'), snapshot);
  const account = await openAccount({ snapshot, complete: true }, { regions: [names.region] });
  const { tableName = '' } = JSON.parse(account.environment.NLB_DOCTOR_SETTINGS ?? '{}') as { readonly tableName?: string };
  const { NLB_DOCTOR_SETTINGS: _, ...lab } = account.environment;
  const state = join(scratch, 'state');
  mkdirSync(state);
  const leave = enter(lab, process.env);
  const client = new DynamoDBClient({});
  await openIncident(fileStore(state));
  await openIncident(dynamodbStore({ client, tableName, scope: 'monitor', signal: AbortSignal.timeout(600_000) }));
  client.destroy();
  const ids = { state: await createIds('--state', state), table: await createIds('--table', tableName) };
  leave();
  const settings = join(scratch, 'settings.json');
  writeFileSync(settings, JSON.stringify({ regions: [names.region] }));
  let folders = 0;
  return {
    environment: { ...lab, NLB_DOCTOR_TABLE: tableName },
    snapshot,
    newFolder: () => {
      folders += 1;
      return join(scratch, `snapshot-${folders}`);
    },
    written: [],
    state,
    table: tableName,
    incident: (memory) => ids[memory].incident,
    silence: (memory) => ids[memory].silences.shift() ?? '',
    settings,
    ...frontOf(snapshot),
    close: account.stop,
  };
}

/** The scenario under the names of the pages: in its files and in their paths. */
function copyRenamed(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  // Without it the health is what the scenario recorded: no listener is needed on this machine.
  rmSync(join(to, 'lab.yaml'), { force: true });
  const [{ region = '', name = '' } = {}] = readSnapshot(from).clusters;
  const renamed = (text: string) => text.replaceAll(region, names.region).replaceAll(name, names.cluster);
  // The deepest first: a folder is renamed after what is in it.
  for (const path of readdirSync(to, { recursive: true, encoding: 'utf8' }).toSorted((a, b) => b.length - a.length)) {
    const file = join(to, path);
    if (statSync(file).isFile()) writeFileSync(file, renamed(readFileSync(file, 'utf8')));
    const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    if (renamed(last) !== last) renameSync(file, join(file, '..', renamed(last)));
  }
}

/** As many checks as the monitor needs to open the incident. */
async function openIncident(store: Store): Promise<void> {
  const settings = readSettings({ regions: [names.region] }, 'first contact');
  for (let check = 0; check < settings.thresholds.failures; check += 1) {
    const name = new Date(Date.now() + check).toISOString();
    await runMonitor({
      settings,
      store,
      sinks: [],
      holder: 'first contact',
      name,
      deadlineMs: 60_000,
      processMemory: { notifiedWithoutStoreAt: undefined },
    });
  }
}

/** Pages that end a silence are fewer than this. */
const silencesCreated = 8;

interface Ids {
  readonly incident: string;
  readonly silences: string[];
}

async function createIds(...memory: readonly string[]): Promise<Ids> {
  for (let at = 0; at < silencesCreated; at += 1)
    await runCommand(['silence', '--cluster', names.cluster, '--for', '1h', '--reason', 'first contact', ...memory], recorded());
  const listing = recorded();
  await runCommand(['incidents', '--output', 'json', ...memory], listing);
  const { incidents, silences } = JSON.parse(listing.printed()) as {
    readonly incidents: readonly { readonly incident: string }[];
    readonly silences: readonly { readonly id: string }[];
  };
  return { incident: incidents[0]?.incident ?? '', silences: silences.map(({ id }) => id) };
}

function frontOf(folder: string): Pick<World, 'loadBalancer' | 'service' | 'gateway'> {
  const { regions, clusters } = readSnapshot(folder);
  const readings = clusters[0]?.readings;
  const service = readings
    ?.get('services')
    ?.items.find(({ spec }) => (spec as { readonly type?: string } | undefined)?.type === 'LoadBalancer');
  const gateway = readings?.get('gateways.gateway.networking.k8s.io')?.items[0];
  return {
    loadBalancer: regions[0]?.loadBalancers[0]?.LoadBalancerName ?? '',
    service: `${service?.metadata.namespace}/${service?.metadata.name}`,
    gateway: `${gateway?.metadata.namespace}/${gateway?.metadata.name}`,
  };
}
