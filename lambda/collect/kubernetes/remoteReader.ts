/** A cluster that only its own network can reach, read by a function there: what is asked of it, and the same snapshot coming back. */

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { type AwsAccess, awsClientOptions } from '../../http/aws.ts';
import { resources } from '../../snapshot/kubernetes.ts';
import type { ClusterSnapshot } from '../../snapshot/snapshot.ts';
import { regionOf } from '../../text/arn.ts';
import { type Budget, within } from '../io/budget.ts';
import type { ClusterWish } from './behind.ts';

export interface ReaderQuestion {
  readonly region: string;
  readonly name: string;
  readonly wish: ClusterWish;
}

/** Bytes of an unpacked answer: a function's answer is 6 MiB at most, packed. */
const largestAnswer = 128 * 1024 * 1024;

const question = z.strictObject({
  format: z.literal(1),
  region: z.string(),
  name: z.string(),
  deadlineMs: z.number(),
  resources: z.array(z.string()),
  backends: z.array(z.strictObject({ namespace: z.string(), name: z.string() })),
  hostnames: z.array(z.string()),
  targetGroups: z.array(z.string()),
  allServices: z.boolean(),
  logs: z.boolean(),
});

const gap = z.looseObject({ what: z.string(), error: z.string() });
const object = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
const reading = z.discriminatedUnion('state', [
  z.looseObject({ state: z.literal('complete'), items: z.array(object) }),
  z.looseObject({ state: z.literal('scoped'), items: z.array(object), scopes: z.array(z.looseObject({})) }),
  z.looseObject({ state: z.literal('incomplete'), items: z.array(object), gap }),
]);
const answer = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  region: z.string(),
  readings: z.array(z.tuple([z.string(), reading])),
  partial: z.array(z.string()),
  unreadable: z.array(gap),
  logs: z.array(z.looseObject({ namespace: z.string(), pod: z.string(), container: z.string(), lines: z.array(z.string()) })),
});

/** JSON for the function. @param deadlineMs from now */
export const packQuestion = ({ region, name, wish }: ReaderQuestion, deadlineMs: number): string =>
  JSON.stringify({
    format: 1,
    region,
    name,
    deadlineMs,
    resources: [...wish.resources],
    backends: wish.backends.map((backend) => ({ namespace: backend.namespace, name: backend.name })),
    hostnames: [...wish.hostnames],
    targetGroups: [...wish.targetGroups],
    allServices: wish.allServices,
    logs: wish.logs,
  });

/** @throws Error for what is no question */
export function unpackQuestion(event: unknown): ReaderQuestion & { readonly deadlineMs: number } {
  const result = question.safeParse(event);
  if (!result.success)
    throw new Error('The reader was asked for something it does not understand: deploy monitor and readers from the same version.');
  const { region, name, deadlineMs, resources: asked, backends, hostnames, targetGroups, allServices, logs } = result.data;
  const known = asked.filter((one): one is keyof typeof resources => Object.hasOwn(resources, one));
  return {
    region,
    name,
    deadlineMs,
    wish: { resources: new Set(known), backends, hostnames: new Set(hostnames), targetGroups: new Set(targetGroups), allServices, logs },
  };
}

export async function packAnswer({
  name,
  region,
  readings,
  partial,
  unreadable,
  logs,
}: ClusterSnapshot): Promise<{ readonly gzip: string }> {
  const text = JSON.stringify({ format: 1, name, region, readings: [...readings], partial: [...partial], unreadable, logs });
  return { gzip: (await promisify(gzip)(text)).toString('base64') };
}

/** @throws Error for what is no answer, or the answer of another cluster */
export async function unpackAnswer(text: string, { region, name }: Pick<ReaderQuestion, 'region' | 'name'>): Promise<ClusterSnapshot> {
  const packed = z.looseObject({ gzip: z.string() }).safeParse(parsed(text));
  if (!packed.success) throw new Error('the reader answered with something that is no snapshot');
  const bytes = await promisify(gunzip)(Buffer.from(packed.data.gzip, 'base64'), { maxOutputLength: largestAnswer });
  const result = answer.safeParse(parsed(bytes.toString('utf8')));
  if (!result.success || result.data.region !== region || result.data.name !== name)
    throw new Error('the reader answered with a snapshot that does not fit');
  const { readings, partial, unreadable, logs } = result.data;
  // The shapes above are those a list of the API server is held to; what rules read beyond them they take as it comes.
  return {
    name,
    region,
    eks: undefined,
    readings: new Map(readings),
    partial: new Set(partial),
    unreadable,
    logs,
  } as unknown as ClusterSnapshot;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The budget bounds the answer: a reader may take as long as its cluster does. */
const timeouts = { connectionTimeout: 3000 } as const;

/** @throws Error where the function could not be invoked, failed, or answered with something else */
export async function invokeReader(
  functionArn: string,
  asked: ReaderQuestion,
  budget: Budget,
  access: AwsAccess = {},
): Promise<ClusterSnapshot> {
  const client = new LambdaClient({ region: regionOf(functionArn) ?? asked.region, maxAttempts: 2, ...awsClientOptions(access, timeouts) });
  try {
    const Payload = Buffer.from(packQuestion(asked, Math.max(1, Math.round(budget.remaining()))));
    const { FunctionError, Payload: bytes } = await within(budget, (abortSignal) =>
      client.send(new InvokeCommand({ FunctionName: functionArn, Payload }), { abortSignal }),
    );
    if (FunctionError !== undefined) throw new Error(`the reader ${functionArn} failed (${FunctionError}): its log says why`);
    return await unpackAnswer(Buffer.from(bytes ?? []).toString('utf8'), asked);
  } finally {
    client.destroy();
  }
}
