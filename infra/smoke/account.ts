/** An account for a function under test: the lab for AWS and Kubernetes, dynalite for its table, and the environment that leads there. */

import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type Lab, type LabOptions, startLab } from '../../lab/lab.ts';
import type { SettingsInput } from '../../lambda/settings.ts';

export interface Account {
  readonly lab: Lab;
  /** Of the function. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const tableName = 'nlb-doctor-memory';

export async function openAccount(options: LabOptions, settings: SettingsInput): Promise<Account> {
  const lab = await startLab(options);
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()));
  const endpoint = `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`;
  await createTable(endpoint);
  const told: SettingsInput = { ...settings, tableName };
  return {
    lab,
    environment: { ...lab.environment, AWS_ENDPOINT_URL_DYNAMODB: endpoint, NLB_DOCTOR_SETTINGS: JSON.stringify(told) },
    stop: async () => {
      await new Promise<void>((done) => void server.close(() => done()));
      await lab.stop();
    },
  };
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-2', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  client.destroy();
}
