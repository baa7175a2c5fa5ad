/** The JSON protocol of Secrets Manager, Systems Manager and EventBridge: the header X-Amz-Target names the operation. */

import { json } from '../answer.ts';
import { jsonOf } from './json.ts';
import type { AwsRequest, Input, Protocol } from './protocol.ts';

const headers = { 'content-type': 'application/x-amz-json-1.1' };

export const targetJson: Protocol = {
  input: (_, { body }) => (body === '' ? {} : (JSON.parse(body) as Input)),
  answer: (operation, output) => json(jsonOf(operation.output, output) ?? {}, 200, headers),
  failure: ({ code, message, status }) => json({ __type: code, message }, status, headers),
};

/** `AmazonSSM.GetParameter` names GetParameter. */
export function targetOf({ headers: sent }: AwsRequest): string | undefined {
  return sent['x-amz-target']?.split('.').at(-1);
}
