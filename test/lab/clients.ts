/** Clients for tests of the lab: the SDK's own, as the lab's environment configures them, and plain node:https for Kubernetes. */

import { request } from 'node:https';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { LabCluster } from '../../lab/clusterPorts.ts';
import type { Lab } from '../../lab/lab.ts';

export function clientsOf(lab: Lab, region?: string) {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = lab.environment;
  const configuration = {
    endpoint: AWS_ENDPOINT_URL ?? '',
    region: region ?? AWS_REGION ?? '',
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' },
    maxAttempts: 1,
  };
  return {
    elb: new ElasticLoadBalancingV2Client(configuration),
    ec2: new EC2Client(configuration),
    eks: new EKSClient(configuration),
    sts: new STSClient(configuration),
    sns: new SNSClient(configuration),
  };
}

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly body: any;
}

interface Options {
  readonly authorization?: string | undefined;
  readonly method?: string;
  readonly body?: unknown;
  readonly ca?: string;
}

/** Asks one cluster of the lab, with its static token where no other is given. */
export function ask(cluster: LabCluster, path: string, options: Options = {}): Promise<Asked> {
  const { authorization = `Bearer ${cluster.token}`, method = 'GET', body, ca = cluster.certificate } = options;
  return new Promise((resolve, reject) => {
    const asked = request(`${cluster.endpoint}${path}`, { method, ca, agent: false, headers: { authorization } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        try {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, ...read(Buffer.concat(chunks).toString('utf8')) });
        } catch (error) {
          reject(error);
        }
      });
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const read = (text: string) => ({ text, body: text.startsWith('{') ? JSON.parse(text) : undefined });

export function clusterOf(lab: Lab, name?: string): LabCluster {
  const found = lab.clusters.find((cluster) => name === undefined || cluster.name === name);
  if (found === undefined) throw new Error(`the lab has no cluster ${name}`);
  return found;
}

/** The error a call ends with; fails where it ends well. */
export async function errorOf(call: Promise<unknown>): Promise<Error & { readonly $metadata?: { readonly httpStatusCode?: number } }> {
  try {
    await call;
  } catch (error) {
    return error as Error;
  }
  throw new Error('the call succeeded');
}

const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Dates in one form, so that what the SDK read can be compared with what the snapshot holds. */
export function normal(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, member) =>
    typeof member === 'string' && date.test(member) ? new Date(member).toISOString() : member,
  );
}
