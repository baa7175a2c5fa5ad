/** The context of cdk.json: what is impossible is told in a sentence with the key and the remedy. */

import { describe, expect, test } from '@jest/globals';
import { ContextError, readContext } from '../../infra/context.ts';

const vpc = { vpcId: 'vpc-12345678', subnetIds: ['subnet-12345678'] };
const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:slack-AbCdEf';

test('nothing need be set', () => {
  expect(readContext(undefined)).toMatchObject({
    schedule: 'rate(1 minute)',
    scheduleSeconds: 60,
    clusters: [],
    keepsData: true,
    logRetentionDays: 90,
  });
});

describe('what cannot be', () => {
  test.each<readonly [unknown, RegExp]>([
    [{ schedul: 'rate(1 minute)' }, /unknown key schedul; known keys are in docs\/getting-started.md/],
    [{ slack: { secretArn, chanel: 'C1' } }, /unknown key slack\.chanel/],
    [{ schedule: 'rate(0 minutes)' }, /schedule: "rate\(0 minutes\)" is no rate of at least one minute/],
    [{ schedule: 'rate(30 seconds)' }, /is no rate of at least one minute/],
    [{ schedule: 'cron(0 * * * ? *)' }, /is no rate of at least one minute/],
    [{ regions: ['eu-west-9'] }, /there is no region eu-west-9/],
    [{ regions: [] }, /regions: the list is empty/],
    [{ regions: ['eu-west-1', 'eu-west-1'] }, /eu-west-1 is listed twice/],
    [{ clusters: ['prod', 'prod'] }, /clusters: prod is listed twice/],
    [{ clusters: ['$(rm)'] }, /clusters\.0/],
    [{ slack: {} }, /slack: secretArn is missing; store the webhook address or the bot token in Secrets Manager/],
    [{ slack: { secretArn, channel: 'general' } }, /slack\.channel/],
    [{ vpc: { vpcId: 'vpc-12345678' } }, /vpc: subnetIds is missing; name private subnets/],
    [{ readers: [{ name: 'a', clusters: ['x'], vpcId: 'vpc-12345678' }] }, /readers\.a: subnetIds is missing/],
    [
      {
        readers: [
          { name: 'a', clusters: ['x'], ...vpc },
          { name: 'b', clusters: ['x'], ...vpc },
        ],
      },
      /readers: clusters: x is listed twice/,
    ],
    [{ readers: [{ name: 'a', clusters: [], ...vpc }] }, /readers\.0\.clusters/],
    [{ alertTopicKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' }, /there is no alertTopicArn whose key it could be/],
    [
      { alertTopicArn: 'arn:aws:sns:eu-west-1:111122223333:a', alertEmails: ['a@example.org'] },
      /subscribe them to the topic of alertTopicArn yourself/,
    ],
    [{ alertEmails: ['nobody'] }, /alertEmails\.0/],
    [{ alertEmails: ['a@example.org', 'a@example.org'] }, /alertEmails: a@example\.org is listed twice/],
    [{ operationsEmails: ['a@example.org', 'a@example.org'] }, /operationsEmails: a@example\.org is listed twice/],
    [{ logRetentionDays: 91 }, /CloudWatch keeps logs for 1, 3, 5/],
    [{ memoryMegabytes: 64 }, /memoryMegabytes: .*128/],
    [{ thresholds: { failures: 0 } }, /thresholds\.failures/],
    [{ thresholds: { failure: 3 } }, /unknown key thresholds\.failure/],
    [{ expectedSchemes: { '*': 'public' } }, /expectedSchemes/],
    [{ runbookAddress: 'http://example.org' }, /runbookAddress/],
    ['text', /the value: expected an object, got "text"/],
  ])('%j', (input, sentence) => {
    expect(() => readContext(input)).toThrow(ContextError);
    expect(() => readContext(input)).toThrow(sentence);
    expect(() => readContext(input)).toThrow(/^cdk\.json, context nlbDoctor: /);
  });
});
