/** The function's entry: a tick of the schedule, an alarm that changed its state, or somebody who invokes it by hand. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { awsClientOptions } from '../http/aws.ts';
import type { Sink } from '../incidents/outbox/notification.ts';
import type { RunResult } from '../incidents/run.ts';
import { dynamodbStore } from '../incidents/store/dynamodb.ts';
import { StoreError } from '../incidents/store/store.ts';
import { sinksOf } from '../notify/sinks.ts';
import { type MonitorRun, runMonitor } from '../run.ts';
import { type Settings, SettingsError, settingsOf } from '../settings.ts';
import { createLog } from '../telemetry/logger.ts';
import { emit, type RunMetrics } from '../telemetry/metrics.ts';
import { createRedactor } from '../telemetry/redactor.ts';

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** What a caller by hand gets back. */
export interface Summary {
  readonly ran: boolean;
  readonly because?: string;
  readonly open?: number;
  readonly sent?: number;
  readonly failed?: number;
}

const redactor = createRedactor();
const log = createLog(redactor);
const processMemory = { notifiedWithoutStoreAt: undefined as string | undefined };
let warm: { readonly settings: Settings; readonly sinks: readonly Sink[]; readonly client: DynamoDBClient } | undefined;

/** Kept from the end of the function's time, for the log and the metrics. Milliseconds. */
const lastWords = 500;

/** @throws Error where the run failed: a failed run is a failed invocation, so that alarms see it */
export async function handler(event: unknown, context: LambdaContext): Promise<Summary> {
  const start = performance.now();
  const remaining = context.getRemainingTimeInMillis() - lastWords;
  log.begin({ requestId: context.awsRequestId });
  let namespace = 'NlbDoctor';
  try {
    const { settings, sinks, client } = prepared();
    namespace = settings.metricsNamespace;
    const store = dynamodbStore({
      client,
      tableName: tableOf(settings),
      scope: 'monitor',
      signal: AbortSignal.timeout(Math.max(1, remaining)),
    });
    const ran = await runMonitor({
      settings,
      store,
      sinks,
      holder: context.awsRequestId,
      name: nameOf(event),
      deadlineMs: remaining,
      processMemory,
    });
    if (ran.result.ran) emit(namespace, metricsOf(ran, start));
    return told(ran.result);
  } catch (error) {
    log.error('The run failed.', error);
    emit(namespace, { ...nothing, milliseconds: performance.now() - start, stateUnavailable: error instanceof StoreError });
    throw new Error(redactor.text(error instanceof Error ? error.message : 'unknown error'));
  }
}

function prepared() {
  if (warm !== undefined) return warm;
  const settings = settingsOf(process.env);
  warm = {
    settings,
    sinks: sinksOf(settings, redactor),
    client: new DynamoDBClient({
      maxAttempts: 3,
      ...awsClientOptions({}, { requestTimeout: 3_000, connectionTimeout: 1_000, throwOnRequestTimeout: true }),
    }),
  };
  return warm;
}

function tableOf({ tableName }: Settings): string {
  if (tableName === undefined)
    throw new SettingsError('NLB_DOCTOR_SETTINGS: tableName is not set: deploy the function with the CDK stack, which sets it.');
  return tableName;
}

const shape = z.looseObject({ scheduledTime: z.optional(z.string()), time: z.optional(z.string()) });

/** The time the schedule, or the event, says; now for a call by hand. */
function nameOf(event: unknown): string {
  const { scheduledTime, time } = shape.safeParse(event).data ?? {};
  const said = Date.parse(scheduledTime ?? time ?? '');
  return new Date(Number.isNaN(said) ? Date.now() : said).toISOString();
}

function told(result: RunResult): Summary {
  if (!result.ran) {
    log.info('Nothing was done.', { because: result.because });
    return { ran: false, because: result.because };
  }
  const { metrics, delivered, created, corrupt, diagnosis } = result;
  const open = Object.values(metrics.open).reduce((sum, many) => sum + many, 0);
  log.info('The run is complete.', {
    loadBalancers: diagnosis.loadBalancers.length,
    open,
    unreadable: metrics.unreadable,
    sent: delivered.sent,
    corrupt,
  });
  for (const { notification, reason } of created.slice(0, 50))
    log.info('A notification is due.', { incident: notification.incidentId, kind: notification.kind, reason });
  for (const { sink, reason } of delivered.failed) log.warn('A message was not delivered.', { sink, reason });
  for (const { what, region, cluster, error } of diagnosis.coverage.notRead.slice(0, 50))
    log.warn('Something could not be read.', { what, region: region ?? '', cluster: cluster ?? '', error });
  return { ran: true, open, sent: delivered.sent, failed: delivered.failed.length };
}

const nothing: RunMetrics = {
  completed: false,
  milliseconds: 0,
  stateUnavailable: false,
  apiCalls: 0,
  apiThrottles: 0,
  coverage: undefined,
  sent: 0,
  failed: 0,
  incidents: undefined,
  diagnosis: undefined,
};

function metricsOf({ result, calls, coverage }: MonitorRun, start: number): RunMetrics {
  const counts = {
    ...nothing,
    completed: true,
    milliseconds: performance.now() - start,
    apiCalls: calls.made,
    apiThrottles: calls.throttled,
    coverage,
  };
  if (!result.ran) return counts;
  return {
    ...counts,
    sent: result.delivered.sent,
    failed: result.delivered.failed.length,
    incidents: result.metrics,
    diagnosis: result.diagnosis,
  };
}
