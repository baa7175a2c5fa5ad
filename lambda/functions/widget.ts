/** The function behind the dashboard's widget: reads the table, answers HTML, changes nothing. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { reportsOf } from '../incidents/reports.ts';
import { dynamodbStore } from '../incidents/store/dynamodb.ts';
import { loadState, schemaVersion } from '../incidents/store/load.ts';
import type { Store } from '../incidents/store/store.ts';
import { html } from '../report/escape.ts';
import { page } from '../widget/page.ts';

const client = new DynamoDBClient({ maxAttempts: 2 });
const timeout = 8_000;

const shape = z.looseObject({
  describe: z.optional(z.boolean()),
  widgetContext: z.optional(z.looseObject({ theme: z.optional(z.string()) })),
});

const described = `### nlb-doctor
Shows the latest diagnosis of every network load balancer that is not well: the cause, the evidence, the fix, and whether it is silenced.

It takes no parameters.`;

/** Answers CloudWatch's custom widget protocol: Markdown where it asks for a description, else HTML. */
export async function handler(event: unknown): Promise<string> {
  const { describe, widgetContext } = shape.safeParse(event).data ?? {};
  if (describe === true) return described;
  const tableName = process.env.NLB_DOCTOR_TABLE;
  if (tableName === undefined) return '<p>NLB_DOCTOR_TABLE is not set: deploy the stack again.</p>';
  try {
    const store = dynamodbStore({ client, tableName, scope: 'monitor', signal: AbortSignal.timeout(timeout) });
    return await shown(store, new Date().toISOString(), widgetContext?.theme === 'dark');
  } catch (error) {
    return `<p>The diagnosis cannot be shown: ${html(error instanceof Error ? error.message : 'unknown error')}</p>`;
  }
}

export async function shown(store: Store, now: string, dark: boolean): Promise<string> {
  const item = { partition: 'LEASE', id: 'run', revision: 0, fence: 0, schema: schemaVersion, expiresAt: null, body: {} } as const;
  const [{ state }, items] = await Promise.all([loadState(store, { fence: 0, startedAt: now, item }, now), store.list('REPORT')]);
  return page({ now, state, ...reportsOf(items, now) }, dark);
}
