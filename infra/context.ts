/** What people set in cdk.json (context `nlbDoctor`): its schema, its defaults, and a sentence for everything that cannot be. */

import { RegionInfo } from 'aws-cdk-lib/region-info';
import * as z from 'zod/mini';
import { readSettings, type Settings } from '../lambda/settings.ts';
import { complaintOf, textLike } from '../lambda/snapshot/shape.ts';

const arn = textLike(/^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:\S+$/, 'an ARN, such as arn:aws:sns:eu-west-2:111122223333:alerts');
const name = textLike(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'a name of letters, digits, - and _');
const email = textLike(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'an e-mail address');

const network = {
  vpcId: textLike(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC, such as vpc-0123456789abcdef0'),
  subnetIds: z._default(z.array(textLike(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet, such as subnet-0123456789abcdef0')), []),
  /** Left out, a group is made that may reach everything on port 443, and nothing else. */
  securityGroupIds: z._default(z.array(textLike(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group, such as sg-0123456789abcdef0')), []),
};

const context = z.strictObject({
  /** `rate(1 minute)`, `rate(5 minutes)`, `rate(1 hour)`. */
  schedule: z._default(z.string(), 'rate(1 minute)'),
  regions: z.optional(z.array(z.string())),
  /** Names of EKS clusters; left out: all there are. */
  clusters: z._default(z.array(name), []),
  /** Makes an EKS access entry for each of `clusters`, which must then be in the region of the stack. */
  accessEntries: z._default(z.boolean(), true),
  slack: z.optional(z.strictObject({ secretArn: z.optional(arn), channel: z.optional(z.string()), keyArn: z.optional(arn) })),
  /** A topic there is already; left out, one is made. */
  alertTopicArn: z.optional(arn),
  /** The key of that topic. */
  alertTopicKeyArn: z.optional(arn),
  alertEmails: z._default(z.array(email), []),
  operationsEmails: z._default(z.array(email), []),
  eventBusName: z.optional(z.string()),
  vpc: z.optional(z.strictObject(network)),
  /** Functions that read clusters whose endpoints only their own network can reach. */
  readers: z._default(z.array(z.strictObject({ name, clusters: z.array(name).check(z.minLength(1)), ...network })), []),
  thresholds: z.optional(z.record(z.string(), z.unknown())),
  expectedSchemes: z.optional(z.record(z.string(), z.string())),
  metricsNamespace: z._default(
    textLike(/^[A-Za-z0-9_./-]{1,100}$/, 'a namespace of CloudWatch metrics: letters, digits and _ . / -'),
    'NlbDoctor',
  ),
  pagesAddress: z.optional(z.string()),
  /** https address of the runbook, where docs/operations.md is published; alarms link into it. */
  runbookAddress: z.optional(textLike(/^https:\/\/\S+$/, 'an https address')),
  logRetentionDays: z._default(z.int(), 90),
  /** False: the table and its data go when the stack goes. */
  keepsData: z._default(z.boolean(), true),
  tags: z._default(z.record(z.string(), z.string()), {}),
  permissionsBoundaryArn: z.optional(arn),
  /** Bucket the bundles are read from, where the account is not bootstrapped (StackSets); may hold `${AWS::Region}`. */
  assetsBucket: z.optional(textLike(/^[a-z0-9][a-z0-9.${}:A-Z-]{2,80}$/, 'the name of a bucket')),
  memoryMegabytes: z._default(z.int().check(z.minimum(128), z.maximum(10_240)), 512),
  /** Reads Cilium's logs too; the clusters must allow it (infra/kubernetes/logs). */
  readLogs: z._default(z.boolean(), false),
});

export type Context = z.infer<typeof context> & { readonly scheduleSeconds: number };
export type Network = NonNullable<Context['vpc']>;
export type ContextInput = z.input<typeof context>;

/** A complaint about the context, with the key and the remedy. */
export class ContextError extends Error {
  override readonly name = 'ContextError';
}

const where = 'cdk.json, context nlbDoctor';

/** @param input the value of context key `nlbDoctor`; undefined counts as an empty object. @throws ContextError */
export function readContext(input: unknown): Context {
  const result = context.safeParse(input ?? {});
  if (!result.success) throw new ContextError(`${where}: ${result.error.issues.map((issue) => sentence(issue, input ?? {})).join('; ')}.`);
  const complaint = impossible(result.data);
  if (complaint !== undefined) throw new ContextError(`${where}: ${complaint}.`);
  const read = { ...result.data, scheduleSeconds: secondsOf(result.data.schedule) };
  settingsOf(read, {});
  return read;
}

/** The settings of the function. `made`: what the stack knows only when it is deployed. @throws ContextError */
export function settingsOf(read: Context, made: Partial<Settings>): Settings {
  const { regions, clusters, thresholds, expectedSchemes, metricsNamespace, pagesAddress, eventBusName, slack } = read;
  const told = {
    regions: regions ?? ['us-east-1'],
    clusters,
    metricsNamespace,
    readLogs: read.readLogs,
    ...(thresholds === undefined ? {} : { thresholds }),
    ...(expectedSchemes === undefined ? {} : { expectedSchemes }),
    ...(pagesAddress === undefined ? {} : { pagesAddress }),
    ...(eventBusName === undefined ? {} : { eventBusName }),
    ...(slack === undefined
      ? {}
      : { slack: { secretArn: slack.secretArn, ...(slack.channel === undefined ? {} : { channel: slack.channel }) } }),
  };
  try {
    return { ...readSettings(told, where), ...made };
  } catch (cause) {
    throw new ContextError(cause instanceof Error ? cause.message : where, { cause });
  }
}

function sentence(issue: z.core.$ZodIssue, input: unknown): string {
  const key = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return `${key === '' ? 'the value' : key}: ${complaintOf(issue, input)}`;
  const names = issue.keys.map((one) => (key === '' ? one : `${key}.${one}`)).join(', ');
  return `unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${names}; known keys are in docs/getting-started.md`;
}

type Given = z.infer<typeof context>;

const rules: readonly ((given: Given) => string | undefined)[] = [
  ({ schedule }) =>
    secondsOf(schedule) > 0
      ? undefined
      : `schedule: "${schedule}" is no rate of at least one minute, such as "rate(1 minute)" or "rate(5 minutes)"`,
  ({ regions = [] }) => unknownRegion(regions),
  ({ regions }) => (regions?.length === 0 ? 'regions: the list is empty; leave it out for the region of the stack' : undefined),
  ({ clusters }) => duplicate(clusters, 'clusters'),
  ({ slack }) =>
    slack !== undefined && slack.secretArn === undefined
      ? 'slack: secretArn is missing; store the webhook address or the bot token in Secrets Manager and put its ARN there'
      : undefined,
  ({ alertTopicKeyArn, alertTopicArn }) =>
    alertTopicKeyArn !== undefined && alertTopicArn === undefined
      ? 'alertTopicKeyArn: there is no alertTopicArn whose key it could be; leave it out, the stack makes topic and key'
      : undefined,
  ({ alertEmails, alertTopicArn }) =>
    alertEmails.length > 0 && alertTopicArn !== undefined
      ? 'alertEmails: subscribe them to the topic of alertTopicArn yourself; the stack adds subscriptions only to the topic it makes'
      : undefined,
  ({ alertEmails, alertTopicArn }) =>
    alertEmails.length > 0 && alertTopicArn?.endsWith('.fifo') ? 'alertEmails: a FIFO topic takes no e-mail subscriptions' : undefined,
  ({ alertEmails }) => duplicate(alertEmails, 'alertEmails'),
  ({ operationsEmails }) => duplicate(operationsEmails, 'operationsEmails'),
  ({ vpc }) => (vpc === undefined ? undefined : withoutSubnets(vpc, 'vpc')),
  ({ readers }) => readers.map((reader) => withoutSubnets(reader, `readers.${reader.name}`)).find((one) => one !== undefined),
  ({ readers }) =>
    duplicate(
      readers.map((reader) => reader.name),
      'readers',
    ),
  ({ readers }) =>
    duplicate(
      readers.flatMap((reader) => reader.clusters),
      'readers: clusters',
    ),
  ({ logRetentionDays }) =>
    retentionDays.has(logRetentionDays)
      ? undefined
      : `logRetentionDays: CloudWatch keeps logs for ${[...retentionDays].join(', ')} days, not ${logRetentionDays}`,
];

const impossible = (given: Given): string | undefined => rules.map((rule) => rule(given)).find((complaint) => complaint !== undefined);

export const retentionDays: ReadonlySet<number> = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

function unknownRegion(regions: readonly string[]): string | undefined {
  const known = new Set(RegionInfo.regions.map((region) => region.name));
  const wrong = regions.find((region) => !known.has(region));
  return wrong === undefined ? duplicate(regions, 'regions') : `regions: there is no region ${wrong}; one is called eu-west-1, for example`;
}

function duplicate(names: readonly string[], key: string): string | undefined {
  const twice = names.find((one, at) => names.indexOf(one) !== at);
  return twice === undefined ? undefined : `${key}: ${twice} is listed twice`;
}

const withoutSubnets = ({ subnetIds }: Network, key: string) =>
  subnetIds.length > 0
    ? undefined
    : `${key}: subnetIds is missing; name private subnets of the VPC that reach the API server and the AWS endpoints (docs/getting-started.md)`;

/** 0 for what is no rate of whole minutes. */
function secondsOf(schedule: string): number {
  const [, number = '0', unit = ''] = /^rate\((\d{1,4}) (minute|hour)s?\)$/.exec(schedule) ?? [];
  return Number(number) * (unit === 'hour' ? 3_600 : 60);
}
