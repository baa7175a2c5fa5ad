/** The settings of the monitor: their schema, their defaults, and the sentences a person gets for wrong ones. */

import * as z from 'zod/mini';
import { schemes } from './snapshot/scheme.ts';
import { complaintOf, textLike } from './snapshot/shape.ts';
import { regionForm } from './text/region.ts';

const scheme = z.enum(schemes);
const region = textLike(regionForm, 'an AWS region, such as eu-west-2');
const positive = z.int().check(z.positive());
const arn = textLike(/^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:\S+$/, 'an ARN, such as arn:aws:sns:eu-west-2:111122223333:alerts');

/** Counts are observations, one a tick; times are seconds. */
const thresholds = z.strictObject({
  /** Bad observations in a row that open an incident. */
  failures: z._default(positive, 3),
  /** The same where a whole load balancer is down. */
  failuresWhenDown: z._default(positive, 2),
  /** Opens as well: so many bad ones among the last `window` known observations. */
  failuresInWindow: z._default(positive, 5),
  window: z._default(positive, 10),
  /** Healthy observations in a row that resolve; doubled by each relapse, up to `longestHold`. */
  recoveries: z._default(positive, 2),
  longestHold: z._default(positive, 64),
  /** An incident that comes back within this time after its resolve is the same incident. */
  reopenWithinSeconds: z._default(positive, 3600),
  reminderSeconds: z._default(positive, 4 * 3600),
  reminderWhenCriticalSeconds: z._default(positive, 3600),
  /** Observations in a row in which a region or cluster could not be read that open an incident of their own. */
  blind: z._default(positive, 5),
});

const slack = z.strictObject({
  /** Secrets Manager ARN, or the ARN of an SSM SecureString, that holds the webhook address or the bot token. */
  secretArn: arn,
  /** Channel id; needed with a bot token, fixed by the address of a webhook. */
  channel: z.optional(textLike(/^[CGD][A-Z0-9]{5,}$/, 'the id of a channel, such as C0123456789')),
});

const settings = z.strictObject({
  regions: z.array(region).check(z.minLength(1)),
  /** Names of EKS clusters; empty: all of the regions. */
  clusters: z._default(z.array(textLike(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'the name of an EKS cluster')), []),
  /** Scheme expected of load balancers by name; `*` for all others. */
  expectedSchemes: z._default(z.record(z.string(), scheme), {}),
  thresholds: z._default(thresholds, z.parse(thresholds, {})),
  tableName: z.optional(z.string()),
  alertTopicArn: z.optional(arn),
  slack: z.optional(slack),
  eventBusName: z.optional(z.string()),
  metricsNamespace: z._default(z.string(), 'NlbDoctor'),
  /** https address that pages of rules are linked below. */
  pagesAddress: z.optional(textLike(/^https:\/\/\S+$/, 'an https address')),
  /** Reads the last lines of Cilium's logs too; needs get on pods/log. */
  readLogs: z._default(z.boolean(), false),
  /** Functions that read clusters with private endpoints, by cluster name. */
  readers: z._default(z.record(z.string(), arn), {}),
});

export type Settings = z.infer<typeof settings>;
export type SettingsInput = z.input<typeof settings>;
export type Thresholds = z.infer<typeof thresholds>;

export const defaultThresholds: Thresholds = z.parse(thresholds, {});

/** Every complaint is a sentence that names the key. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads settings from a value of unknown shape (JSON of an environment variable, or the context of cdk.json). */
export function readSettings(input: unknown, where: string): Settings {
  const result = settings.safeParse(input);
  if (!result.success) throw new SettingsError(`${where}: ${result.error.issues.map((issue) => sentence(issue, input)).join('; ')}.`);
  const impossible = contradiction(result.data);
  if (impossible !== undefined) throw new SettingsError(`${where}: ${impossible}.`);
  return result.data;
}

/** The settings of a running function: one JSON text, so that they arrive whole or not at all. */
export function settingsOf(environment: Readonly<Record<string, string | undefined>>): Settings {
  const text = environment.NLB_DOCTOR_SETTINGS;
  if (text === undefined)
    throw new SettingsError(
      'the environment variable NLB_DOCTOR_SETTINGS is not set: deploy the function with the CDK stack, which sets it.',
    );
  return readSettings(parsed(text), 'NLB_DOCTOR_SETTINGS');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SettingsError('NLB_DOCTOR_SETTINGS is not JSON: deploy the function again.', { cause });
  }
}

function sentence(issue: z.core.$ZodIssue, input: unknown): string {
  const key = issue.path.length === 0 ? 'settings' : issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return `unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.map((one) => (issue.path.length === 0 ? one : `${key}.${one}`)).join(', ')}`;
  return `${key}: ${complaintOf(issue, input)}`;
}

function contradiction({ thresholds: { failuresInWindow, window, recoveries, longestHold } }: Settings): string | undefined {
  if (failuresInWindow > window)
    return `thresholds.failuresInWindow (${failuresInWindow}) cannot be more than thresholds.window (${window})`;
  if (recoveries > longestHold) return `thresholds.recoveries (${recoveries}) cannot be more than thresholds.longestHold (${longestHold})`;
  return undefined;
}
