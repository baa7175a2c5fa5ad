/** The memory of a monitor that a command looks into: the table of the deployed one, or the folder of `nlb-doctor watch`. */

import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { type RunReport, reportsOf } from '../lambda/incidents/reports.ts';
import { fileStore } from '../lambda/incidents/store/file.ts';
import { isUnexpired, type LoadedState, loadState, schemaVersion } from '../lambda/incidents/store/load.ts';
import type { Item, Store } from '../lambda/incidents/store/store.ts';
import { singleLine } from '../lambda/report/escape.ts';
import { quote } from '../lambda/text/shell.ts';
import { type Options, text, UsageError, type Values } from './command.ts';

export const memoryOptions: Options = {
  table: { type: 'string', value: 'NAME', help: 'DynamoDB table of the deployed monitor (default: NLB_DOCTOR_TABLE)' },
  state: { type: 'string', value: 'DIR', help: 'folder of nlb-doctor watch, instead of a table' },
};

/** Of one attempt, in milliseconds. */
const timeouts = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;
/** Milliseconds in which a table must have answered. */
const timeout = 15_000;

/** @throws UsageError where neither is named, or the folder is not one that nlb-doctor watch has written */
export async function storeOf(values: Values, environment: Readonly<Record<string, string | undefined>>): Promise<Store> {
  const [folder, table] = [text(values, 'state'), text(values, 'table') ?? environment.NLB_DOCTOR_TABLE];
  if (folder !== undefined) {
    refuseOtherFolder(folder);
    return fileStore(folder);
  }
  if (table === undefined)
    throw new UsageError(
      'whose incidents? Use --table with the name of the DynamoDB table (output MemoryTable of the stack), or --state with the folder of nlb-doctor watch.',
    );
  const [{ DynamoDBClient }, { awsClientOptions }, { dynamodbStore }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('../lambda/http/aws.ts'),
    import('../lambda/incidents/store/dynamodb.ts'),
  ]);
  return dynamodbStore({
    client: new DynamoDBClient(awsClientOptions({}, timeouts)),
    tableName: table,
    scope: 'monitor',
    signal: AbortSignal.timeout(timeout),
  });
}

/** Every run of nlb-doctor watch begins with its lease. An empty answer from another folder would be taken for health. */
function refuseOtherFolder(folder: string): void {
  const shown = singleLine(folder);
  if (!existsSync(folder)) throw new UsageError(`--state: there is no folder ${shown}; it is the one given to nlb-doctor watch.`);
  if (!existsSync(join(folder, 'lease')))
    throw new UsageError(
      `--state ${shown} is no memory of nlb-doctor watch: no check was ever recorded there. Is it the folder given to watch?`,
    );
}

/** The flags that name the memory again, for a command to be pasted. */
export function memoryFlags(values: Values): string {
  const [state, table] = [text(values, 'state'), text(values, 'table')];
  if (state !== undefined) return ` --state ${quote(state)}`;
  return table === undefined ? '' : ` --table ${quote(table)}`;
}

/** The last check that was completed; undefined where none was. @throws StoreError */
export async function lastRun(store: Store, now: string): Promise<RunReport | undefined> {
  return reportsOf(await store.list('REPORT'), now).run;
}

/** What is remembered now. @throws StoreError */
export function recall(store: Store, now: string): Promise<LoadedState> {
  const item: Item = { partition: 'LEASE', id: 'run', revision: 0, fence: 0, schema: schemaVersion, expiresAt: null, body: {} };
  return loadState(store, { fence: 0, startedAt: now, item }, now);
}

/** Writes what a person decided: a silence or an acknowledgement. @throws UsageError where somebody else wrote it at the same time */
export async function decide(store: Store, id: string, body: unknown, expiresAt: number): Promise<void> {
  const stored = await store.get('SILENCE', id);
  const item: Item = {
    partition: 'SILENCE',
    id,
    revision: (stored?.revision ?? 0) + 1,
    fence: stored?.fence ?? 0,
    schema: schemaVersion,
    expiresAt,
    body,
  };
  if (!(await store.put(item)))
    throw new UsageError(`${id} was written by somebody else at the same moment: look at nlb-doctor incidents, and try again.`);
}

/** The item, where it is there and has not ended. */
export async function decided(store: Store, id: string, now: string): Promise<Item | undefined> {
  const stored = await store.get('SILENCE', id);
  return stored === undefined || !isUnexpired(stored, now) ? undefined : stored;
}

/** Who does it, for the record: as given, or the user of this machine. */
export function authorOf(values: Values): string {
  return text(values, 'author') ?? userInfo().username;
}
