/** The store as one DynamoDB table: partition key `pk`, sort key `sk`, TTL attribute `ttl`. Needs GetItem, Query and PutItem, nothing else. */

import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { awsWords } from '../../text/awsErrors.ts';
import { type Item, type Partition, type Store, StoreError } from './store.ts';

interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Separates what several monitors keep in one table, such as account ids. */
  readonly scope: string;
  /** Ends every call; from the deadline of the run. */
  readonly signal?: AbortSignal | undefined;
}

/** The table's partitions are `STATE#<scope>`, `OUTBOX#<scope>`, `SILENCE#<scope>`, `LEASE#<scope>`, `REPORT#<scope>`. */
export function dynamodbStore({ client, tableName, scope, signal }: Table): Store {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const pk = (partition: Partition) => `${partition}#${scope}`;
  const options = signal === undefined ? {} : { abortSignal: signal };
  return {
    list: (partition) => asked(`reading ${pk(partition)}`, tableName, () => query(documents, tableName, pk(partition), options)),
    get: (partition, id) =>
      asked(`reading ${pk(partition)}`, tableName, async () => {
        const { Item } = await documents.send(
          new GetCommand({ TableName: tableName, Key: { pk: pk(partition), sk: id }, ConsistentRead: true }),
          options,
        );
        return Item === undefined ? undefined : itemOf(partition, Item);
      }),
    put: (item) => asked(`writing ${pk(item.partition)}`, tableName, () => put(documents, tableName, pk(item.partition), item, options)),
  };
}

type Options = { readonly abortSignal?: AbortSignal };

async function query(documents: DynamoDBDocumentClient, tableName: string, pk: string, options: Options): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
      options,
    );
    if (!Array.isArray(page.Items)) throw new StoreError('the answer holds no list of items');
    items.push(...page.Items.map((one) => itemOf(pk.split('#')[0] as Partition, one)));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

async function put(documents: DynamoDBDocumentClient, tableName: string, pk: string, item: Item, options: Options): Promise<boolean> {
  const { id, revision, fence, schema, expiresAt, body } = item;
  const condition =
    revision === 1
      ? // Whoever spoilt the number cannot keep the item from being repaired.
        {
          ConditionExpression: 'attribute_not_exists(revision) OR NOT attribute_type(revision, :number)',
          ExpressionAttributeValues: { ':number': 'N' },
        }
      : {
          ConditionExpression: 'revision = :before AND (fence <= :fence OR NOT attribute_type(fence, :number))',
          ExpressionAttributeValues: { ':before': revision - 1, ':fence': fence, ':number': 'N' },
        };
  const ttl = expiresAt === null ? {} : { ttl: expiresAt };
  const written = { pk, sk: id, revision, fence, schema, body: JSON.stringify(body), ...ttl };
  try {
    await documents.send(new PutCommand({ TableName: tableName, Item: written, ...condition }), options);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** What somebody else put there is kept apart, not trusted: a number that is none counts as revision 0, a body that is no JSON as undefined. */
function itemOf(partition: Partition, stored: Readonly<Record<string, unknown>>): Item {
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  return {
    partition,
    id: String(stored.sk),
    revision: number(stored.revision),
    fence: number(stored.fence),
    schema: number(stored.schema),
    expiresAt: typeof stored.ttl === 'number' ? stored.ttl : null,
    body: parsed(stored.body),
  };
}

function parsed(body: unknown): unknown {
  try {
    return typeof body === 'string' ? JSON.parse(body) : undefined;
  } catch {
    return undefined;
  }
}

async function asked<T>(doing: string, tableName: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new StoreError(
      `${doing} in table ${tableName} failed: ${awsWords(cause) ?? 'it gave no answer that counts'}; is the table there, and may this role use it?`,
      {
        cause,
      },
    );
  }
}
