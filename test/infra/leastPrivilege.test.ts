/** The role and the ClusterRole grant what the code does, no more and no less: runs over scenarios, held against the template and the manifest. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import dynalite from 'dynalite';
import { manifests } from '../../infra/kubernetes/write.ts';
import { enter } from '../../lab/environment.ts';
import { accessFrom } from '../../lab/kubernetes/manifest.ts';
import { startLab } from '../../lab/lab.ts';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { dynamodbStore } from '../../lambda/incidents/store/dynamodb.ts';
import { sinksOf } from '../../lambda/notify/sinks.ts';
import { runMonitor } from '../../lambda/run.ts';
import { readSettings } from '../../lambda/settings.ts';
import type { Snapshot } from '../../lambda/snapshot/snapshot.ts';
import { createRedactor } from '../../lambda/telemetry/redactor.ts';
import { patienceMs } from '../patience.ts';
import { resourcesOf, templateOf } from './synth.ts';

const root = resolve(import.meta.dirname, '../..');
const manifest = readFileSync(join(root, 'infra/kubernetes/base/rbac.yaml'), 'utf8');
const secretArn = 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:slack-AbCdEf';
const topicArn = 'arn:aws:sns:eu-west-2:111122223333:alerts';
const everything = Number(process.env.NLB_DOCTOR_RUNS ?? 0) >= 1000;
/** Between them they make every call. */
const few = [
  'seed-incident',
  'two-clusters-two-regions',
  'aws/security-group-blocks-health-check/cause',
  'aws/network-acl-blocks/cause',
  'plain-service-local-policy',
  'aws/stale-targets/cause',
];
const scenarios = everything ? worldNames : few;

const actions = new Set<string>();
const reads = new Map<string, { readonly verb: string; readonly name: string | undefined }>();

/** The same world with one security group that names a prefix list: no scenario has one. */
function withPrefixList(snapshot: Snapshot): Snapshot {
  const regions = snapshot.regions.map((region) => {
    const { securityGroupRules, managedPrefixLists } = region;
    const [first] = securityGroupRules.items;
    if (first === undefined) return region;
    const { CidrIpv4: _, ReferencedGroupInfo: __, ...rest } = first;
    const rule = { ...rest, SecurityGroupRuleId: 'sgr-0123456789abcdef0', PrefixListId: 'pl-0123456789abcdef0' };
    const list = { PrefixListId: 'pl-0123456789abcdef0', PrefixListName: 'offices', Entries: [{ Cidr: '192.0.2.0/24' }] };
    return {
      ...region,
      securityGroupRules: { ...securityGroupRules, items: [...securityGroupRules.items, rule] },
      managedPrefixLists: { ...managedPrefixLists, state: 'complete' as const, items: [list] },
    };
  });
  return { ...snapshot, regions };
}

async function watched(name: string, client: DynamoDBClient): Promise<void> {
  const snapshot = withPrefixList(readWorld(name));
  const lab = await startLab({ snapshot, access: accessFrom(manifest), secrets: { slack: 'not a webhook' } });
  const leave = enter(lab.environment, process.env);
  const settings = readSettings(
    { regions: snapshot.regions.map(({ region }) => region), alertTopicArn: topicArn, slack: { secretArn }, eventBusName: 'default' },
    name,
  );
  const store = dynamodbStore({ client, tableName: 'memory', scope: name });
  try {
    for (let minute = 0; minute < 2; minute += 1) {
      const clock = () => new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString();
      await runMonitor({
        settings,
        store,
        sinks: sinksOf(settings, createRedactor()),
        holder: 'test',
        name: clock(),
        clock,
        deadlineMs: patienceMs,
        processMemory: { notifiedWithoutStoreAt: undefined },
      });
    }
  } finally {
    leave();
    await lab.stop();
  }
  for (const call of lab.calls) {
    if (call.kind === 'aws') actions.add(`${call.service}:${call.action}`);
    if (call.kind === 'kubernetes' && call.resource !== '')
      reads.set(`${call.verb} ${call.resource} ${call.name ?? ''}`, { verb: call.verb, name: call.name });
  }
}

const server = dynalite({ createTableMs: 0 });
beforeAll(async () => {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', () => done()));
  const { port } = server.address() as { readonly port: number };
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const table = {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  } as const;
  await client.send(new CreateTableCommand({ TableName: 'memory', BillingMode: 'PAY_PER_REQUEST', ...structuredClone(table) } as never));
  client.middlewareStack.add((next, { commandName }) => (input) => {
    actions.add(`dynamodb:${String(commandName).replace('Command', '')}`);
    return next(input);
  });
  for (const name of scenarios) await watched(name, client);
}, 120_000);
afterAll(() => new Promise<void>((done) => void server.close(() => done())));

test('the scenarios are there', () => expect(scenarios.length).toBeGreaterThanOrEqual(few.length));

describe('the role of the monitor', () => {
  interface Statement {
    readonly Sid: string;
    readonly Effect: string;
    readonly Action: string | readonly string[];
  }
  const template = templateOf({ slack: { secretArn }, eventBusName: 'default' });
  const [, policy] = resourcesOf(template, 'AWS::IAM::ManagedPolicy').find(([id]) => id.includes('NlbDoctorPermissions')) ?? [];
  const { Statement: statements } = (policy?.Properties.PolicyDocument ?? { Statement: [] }) as {
    readonly Statement: readonly Statement[];
  };
  const of = (effect: string) => statements.filter(({ Effect }) => Effect === effect);
  /** What Lambda, SNS and SQS do on its behalf: the code makes no such call. */
  const platform = new Set(['Logs', 'Trace', 'Failure', 'TopicKey']);
  const granted = of('Allow')
    .filter(({ Sid }) => !platform.has(Sid))
    .flatMap(({ Action }) => Action);

  test('grants exactly the calls that were made', () => {
    expect([...actions].toSorted()).toEqual(granted.toSorted());
  });

  test('writes nothing but its memory, its logs and its messages', () => {
    const writing = of('Allow')
      .flatMap(({ Action }) => Action)
      .filter((action) => !/:(Describe|Get|List|Query)/.test(action));
    expect(writing.toSorted()).toEqual([
      'dynamodb:PutItem',
      'events:PutEvents',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sns:Publish',
      'sqs:SendMessage',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('is forbidden to act, whatever else is granted one day', () => {
    expect(of('Deny').flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining([
        'elasticloadbalancing:Modify*',
        'elasticloadbalancing:Register*',
        'iam:*',
        'sts:AssumeRole',
        'eks:*AccessEntry*',
        'secretsmanager:Put*',
      ]),
    );
  });

  test('reaches only partitions of the table that are its own', () => {
    expect(JSON.stringify(statements.find(({ Sid }) => Sid === 'Memory'))).toContain('dynamodb:LeadingKeys');
  });
});

describe('the ClusterRole', () => {
  const rules = accessFrom(manifest);
  const nameOf = (plural: string, group: string) => (group === '' ? plural : `${plural}.${group}`);
  const granted = rules.flatMap(({ resources = [], apiGroups = [] }) =>
    resources.flatMap((plural) => apiGroups.map((group) => nameOf(plural, group))),
  );

  test('is what the generator writes', () => {
    for (const [path, text] of Object.entries(manifests)) expect(readFileSync(join(root, 'infra/kubernetes', path), 'utf8')).toBe(text);
  });

  test('was enough: nothing that was read is missing in it', () => {
    const missing = [...reads.keys()]
      .map((key) => key.split(' ')[1])
      .filter((resource) => resource !== undefined && !granted.includes(resource));
    expect(missing).toEqual([]);
  });

  test('grants nothing that was not read', () => {
    const read = new Set([...reads.keys()].map((key) => key.split(' ')[1]));
    // Auto Mode's own bindings, and leases, are read where a cluster has them.
    expect(granted.filter((resource) => !read.has(resource))).toEqual([]);
  });

  test('only lists and gets; no Secrets, no exec, no logs, and of ConfigMaps only by name', () => {
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
    expect(granted.filter((resource) => /secret|exec|log|token|\*/.test(resource))).toEqual([]);
    expect(
      rules.filter(({ resources }) => resources?.includes('configmaps')).every(({ resourceNames }) => (resourceNames ?? []).length > 0),
    ).toBe(true);
  });
});
