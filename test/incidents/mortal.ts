/** A process of the monitor that can be killed: one turn over a real table and a real receiver, and a stop at the moment it is told to die. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { noFacts } from '../../lambda/incidents/changes/hashes.ts';
import { runOnce } from '../../lambda/incidents/run.ts';
import { dynamodbStore } from '../../lambda/incidents/store/dynamodb.ts';
import { secretSource } from '../../lambda/notify/secret.ts';
import { post } from '../../lambda/notify/slack/http.ts';
import { slackWebhook } from '../../lambda/notify/slack/webhook.ts';
import { at, quick, region, world } from './worlds.ts';

interface Task {
  readonly scope: string;
  readonly table: string;
  readonly slack: string;
  readonly minute: number;
  readonly status: 'healthy' | 'down' | 'unknown';
  readonly many: number;
  readonly death: string | undefined;
}

const client = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'canarySecretKey' } });
const webhook = 'https://hooks.slack.com/services/T0/B0/canaryCanary';

process.on('message', async ({ scope, table, slack, minute, status, many, death }: Task) => {
  const secret = secretSource(
    'arn',
    async () => webhook,
    () => undefined,
  );
  const toReceiver: typeof post = (request) => post({ ...request, address: `${slack}${new URL(request.address).pathname}` });
  const seen = Array.from({ length: many }, (_, number) => ({ name: `edge-${number}`, status, cause: 'cilium/l7-proxy-off' }));
  const moment = async (now: string) => {
    if (now !== death) return;
    process.send?.({ dying: now });
    // The parent kills it here, with SIGKILL: nothing is cleaned up.
    await new Promise(() => undefined);
  };
  const look = async () => ({ diagnosis: world(...seen), facts: noFacts, watched: { regions: [region] }, cursor: undefined });
  const result = await runOnce({
    store: dynamodbStore({ client: client(table), tableName: 'memory', scope }),
    sinks: [slackWebhook({ secret, post: toReceiver })],
    policy: quick,
    clock: () => at(minute),
    holder: String(process.pid),
    name: at(minute),
    leaseSeconds: 50,
    look,
    signal: AbortSignal.timeout(20_000),
    processMemory: { notifiedWithoutStoreAt: undefined },
    moment,
  });
  process.send?.({ done: result.ran });
});
process.send?.({ ready: true });
