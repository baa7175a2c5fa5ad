/** Where a running function tells: the sinks that its settings name. */

import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import type { AwsAccess } from '../http/aws.ts';
import type { Sink } from '../incidents/outbox/notification.ts';
import type { Settings } from '../settings.ts';
import type { Redactor } from '../telemetry/redactor.ts';
import { regionOf } from '../text/arn.ts';
import { awsSecretReader } from './awsSecrets.ts';
import { clientOptions } from './clientOptions.ts';
import { eventBus } from './eventBridge.ts';
import { secretSource } from './secret.ts';
import { slackBot } from './slack/bot.ts';
import { post } from './slack/http.ts';
import { slackWebhook } from './slack/webhook.ts';
import { snsTopic } from './sns.ts';

export function sinksOf(
  { alertTopicArn, slack, eventBusName, pagesAddress }: Settings,
  redactor: Redactor,
  access: AwsAccess = {},
): readonly Sink[] {
  return [
    ...(alertTopicArn === undefined
      ? []
      : [
          snsTopic({
            client: new SNSClient({ region: regionOf(alertTopicArn) ?? '', ...clientOptions(access) }),
            topicArn: alertTopicArn,
            pagesAddress,
          }),
        ]),
    ...(slack === undefined ? [] : [slackOf(slack, pagesAddress, redactor, access)]),
    ...(eventBusName === undefined ? [] : [eventBus({ client: new EventBridgeClient(clientOptions(access)), busName: eventBusName })]),
  ];
}

function slackOf(
  { secretArn, channel }: NonNullable<Settings['slack']>,
  pagesAddress: string | undefined,
  { learn }: Redactor,
  access: AwsAccess,
): Sink {
  const secret = secretSource(secretArn, awsSecretReader(access), learn);
  return channel === undefined ? slackWebhook({ secret, post, pagesAddress }) : slackBot({ secret, channel, post, pagesAddress });
}
