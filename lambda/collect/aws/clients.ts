/** The AWS clients, one a service and region, as the SDK's own configuration says (profiles, SSO, AWS_ENDPOINT_URL), paced and bounded. */

import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type AwsAccess, awsClientOptions } from '../../http/aws.ts';
import { type Clock, createClock } from '../io/clockSkew.ts';
import { type Bucket, createBucket } from '../io/tokenBucket.ts';
import type { Ec2 } from './ec2Calls.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface AwsClients {
  readonly elb: (region: string) => ElasticLoadBalancingV2Client;
  readonly eks: (region: string) => EKSClient;
  /** Loaded when it is first needed: of all clients this one takes longest to start. */
  readonly ec2: (region: string) => Promise<Ec2>;
  readonly bucket: (region: string) => Bucket;
  readonly credentials: (region: string) => Promise<Credentials>;
  readonly clock: Clock;
  readonly calls: () => { readonly made: number; readonly throttled: number };
  readonly close: () => void;
}

interface Handler {
  handle: (request: unknown, options?: { abortSignal?: unknown }) => Promise<{ response: { headers: Record<string, string> } }>;
}
interface Client {
  readonly config: { readonly requestHandler: unknown };
  readonly middlewareStack: unknown;
  readonly destroy: () => void;
}

/** Longest wait for a connection and for the first byte of one attempt, in milliseconds; the abort signal bounds the whole call. */
const timeouts = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true } as const;

const configuration = (region: string, access: AwsAccess) => ({
  region,
  maxAttempts: 3,
  customUserAgent: [['nlb-doctor', '0.1.0']] as [string, string][],
  ...awsClientOptions(access, timeouts),
});

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export function createClients(rate: Rate = { perSecond: 10, burst: 40 }, access: AwsAccess = {}): AwsClients {
  const clock = createClock();
  const opened: Client[] = [];
  const calls = { made: 0, throttled: 0 };
  const open = <T extends Client>(client: T, bucket?: Bucket): T => {
    opened.push(client);
    counted(client, calls);
    return instrumented(client, clock, bucket);
  };
  const bucket = perRegion(() => createBucket(rate.perSecond, rate.burst));
  const eks = perRegion((region) => open(new EKSClient(configuration(region, access))));
  return {
    elb: perRegion((region) => open(new ElasticLoadBalancingV2Client(configuration(region, access)), bucket(region))),
    eks,
    ec2: perRegion(async (region) => {
      const { openEc2 } = await import('#ec2');
      const ec2 = openEc2(configuration(region, access));
      open(ec2.client);
      return ec2;
    }),
    bucket,
    credentials: (region) => eks(region).config.credentials(),
    clock,
    calls: () => ({ ...calls }),
    close: () => {
      for (const client of opened) client.destroy();
    },
  };
}

/** Each attempt takes its token, retries too, and each answer tells the time: both are seen only by the request handler, not by middleware. */
function instrumented<T extends Client>(client: T, clock: Clock, bucket: Bucket | undefined): T {
  const handler = client.config.requestHandler as Handler;
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    if (bucket !== undefined && options?.abortSignal instanceof AbortSignal) await bucket.take(options.abortSignal);
    const answer = await handle(request, options);
    clock.observe(answer.response.headers.date);
    return answer;
  };
  return client;
}

const throttles = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;

/** Inside the retries, where the error of every attempt has its name. */
function counted(client: Client, calls: { made: number; throttled: number }): void {
  const stack = client.middlewareStack as { add: (middleware: unknown, options: unknown) => void };
  const middleware = (next: (input: unknown) => Promise<unknown>) => async (input: unknown) => {
    calls.made += 1;
    try {
      return await next(input);
    } catch (error) {
      if (error instanceof Error && throttles.test(error.name)) calls.throttled += 1;
      throw error;
    }
  };
  stack.add(middleware, { step: 'finalizeRequest', priority: 'low', name: 'nlbDoctorCounted' });
}

function perRegion<T>(create: (region: string) => T): (region: string) => T {
  const kept = new Map<string, T>();
  return (region) => {
    const found = kept.get(region);
    if (found !== undefined) return found;
    const made = create(region);
    kept.set(region, made);
    return made;
  };
}
