/** Faults ready made: the ways in which AWS, Kubernetes and the network between have been seen to fail. */

import type { Answer } from './answer.ts';
import { AwsFailure } from './aws/failure.ts';
import { services } from './aws/services.ts';
import type { Effect } from './effects.ts';
import { expired, status, tooManyRequests, unauthorized } from './kubernetes/status.ts';

export const latency = (milliseconds: number): Effect => ({ kind: 'latency', milliseconds });
export const hang: Effect = { kind: 'hang' };
export const drip = (everyMilliseconds = 200): Effect => ({ kind: 'drip', everyMilliseconds });
export const reset: Effect = { kind: 'reset' };
export const resetInTheMiddle: Effect = { kind: 'reset', after: 'headers' };
export const endless: Effect = { kind: 'endless' };
export const redirect = (location: string): Effect => ({ kind: 'answer', status: 302, headers: { location }, body: '' });

/** An error in the words and the protocol of the service that was called. */
export function awsError(code: string, message: string, httpStatus?: number): Effect {
  return {
    kind: 'change',
    change: (answer, call) => (call.kind === 'aws' ? errorOf(call.service, new AwsFailure(code, message, httpStatus)) : answer),
  };
}

function errorOf(service: string, failure: AwsFailure): Answer {
  const found = services[service];
  if (found === undefined) throw new Error(`the lab does not speak ${service}`);
  return found.protocol.failure(failure);
}

export const throttled = awsError('Throttling', 'Rate exceeded', 400);
export const accessDenied = (action: string): Effect =>
  awsError('AccessDenied', `User: arn:aws:sts::000000000000:assumed-role/nlb-doctor/lab is not authorized to perform: ${action}`, 403);
export const expiredCredentials = awsError('ExpiredToken', 'The security token included in the request is expired', 403);
export const serverError = (code = 503): Effect => awsError('ServiceUnavailable', 'Service Unavailable', code);

const kubernetes = (answer: Answer): Effect => ({ kind: 'answer', ...answer });
export const kubernetesUnauthorized = kubernetes(unauthorized());
export const kubernetesGone = kubernetes(expired());
export const kubernetesTooMany = (seconds: number): Effect => kubernetes(tooManyRequests(seconds));
export const kubernetesError = (code: number, message: string): Effect => kubernetes(status({ code, reason: 'InternalError', message }));

/** Successes that hold nothing to believe. */
export const emptyBody: Effect = { kind: 'answer', status: 200, body: '' };
export const htmlPage: Effect = {
  kind: 'answer',
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Please sign in</body></html>',
};
export const emptyDocument: Effect = { kind: 'change', change: (answer, call) => ({ ...answer, status: 200, body: rootOf(call) }) };
export const json = (value: unknown): Effect => ({ kind: 'answer', status: 200, body: JSON.stringify(value) });
/** Half of the true answer, with a length that says it is whole. */
export const cutOff: Effect = { kind: 'change', change: (answer) => ({ ...answer, body: answer.body.slice(0, answer.body.length / 2) }) };
export const itemsNull: Effect = edited((document) => ({ ...document, items: null }));
export const wrongKind: Effect = edited((document) => ({ ...document, kind: 'SecretList' }));

function rootOf(call: { readonly kind: string; readonly action?: string; readonly service?: string }): string {
  if (call.kind !== 'aws' || call.service === 'eks') return '{}';
  return `<${call.action}Response/>`;
}

/** @param edit changes the JSON of a true answer */
export function edited(edit: (document: Readonly<Record<string, unknown>>) => unknown): Effect {
  return { kind: 'change', change: (answer) => ({ ...answer, body: JSON.stringify(edit(JSON.parse(answer.body))) }) };
}

/** Every page names the same next one: XML of AWS, JSON of EKS and Kubernetes. */
export function sameNextPage(token = 'bGFiOjE'): Effect {
  return {
    kind: 'change',
    change: (answer, call) => ({ ...answer, body: withNext(answer.body, call.kind === 'aws' ? call.action : undefined, token) }),
  };
}

function withNext(body: string, action: string | undefined, token: string): string {
  if (body.startsWith('{')) {
    const document = JSON.parse(body) as Readonly<Record<string, unknown>>;
    if (action !== undefined) return JSON.stringify({ ...document, nextToken: token });
    return JSON.stringify({ ...document, metadata: { resourceVersion: '4711', continue: token } });
  }
  const bare = body.replace(/<(NextMarker|nextToken)>[^<]*<\/\1>/, '');
  const result = `</${action}Result>`;
  if (bare.includes(result)) return bare.replace(result, `<NextMarker>${token}</NextMarker>${result}`);
  return bare.replace(`</${action}Response>`, `<nextToken>${token}</nextToken></${action}Response>`);
}
