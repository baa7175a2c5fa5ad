/** The settings that a security reviewer sees rendered: those of the README's deploy command, and every option at once. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bundle/options.ts';
import type { ContextInput } from '../context.ts';

export interface ReviewExample {
  /** The folder below docs/security-review. */
  readonly folder: string;
  readonly title: string;
  readonly context: ContextInput;
}

const account = '111122223333';

/** Everything that adds a grant, a resource or a destination. `alertTopicArn` is the alternative to `alertEmails`. */
const everyOption: ContextInput = {
  regions: ['eu-west-1', 'eu-central-1'],
  clusters: ['prod', 'private-a'],
  slack: {
    secretArn: `arn:aws:secretsmanager:eu-west-1:${account}:secret:bot-AbCdEf`,
    channel: 'C0123456789',
    keyArn: `arn:aws:kms:eu-west-1:${account}:key/11111111-2222-3333-4444-555555555555`,
  },
  alertEmails: ['team@example.org'],
  operationsEmails: ['platform@example.org'],
  eventBusName: `arn:aws:events:eu-west-1:${account}:event-bus/incidents`,
  vpc: { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] },
  readers: [{ name: 'vpc-a', clusters: ['private-a'], vpcId: 'vpc-0fedcba9876543210', subnetIds: ['subnet-0fedcba9876543210'] }],
  readLogs: true,
  permissionsBoundaryArn: `arn:aws:iam::${account}:policy/boundary`,
};

/** @throws Error where the README has no deploy command with a context */
export function reviewExamples(): readonly ReviewExample[] {
  return [
    { folder: 'deploy-example', title: "The README's deploy command", context: contextOfReadme() },
    { folder: 'every-option', title: 'Every option at once', context: everyOption },
  ];
}

function contextOfReadme(): ContextInput {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, json] = /cdk deploy .*--context nlbDoctor='([^']+)'/.exec(readme) ?? [];
  if (json === undefined) throw new Error("README.md has no command of the form: cdk deploy --context nlbDoctor='{...}'");
  return JSON.parse(json) as ContextInput;
}
