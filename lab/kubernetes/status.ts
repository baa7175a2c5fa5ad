/** Refusals as a Kubernetes API server words them: `Status` objects, and plain text where it knows no such path. */

import { type Answer, json, plain } from '../answer.ts';

export interface Status {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function status({ code, reason, message, details, headers }: Status): Answer {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  };
  return json(body, code, headers);
}

export const unauthorized = (): Answer => status({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });

/** A group, version or resource that is not installed. */
export const noSuchPath = (): Answer => plain('404 page not found\n', 404);

export interface Target {
  readonly verb: string;
  readonly plural: string;
  readonly group: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

const fullName = ({ plural, group }: Target) => (group === '' ? plural : `${plural}.${group}`);

export function forbidden(target: Target, user: string, why = ''): Answer {
  const { verb, plural, group, namespace, name } = target;
  const object = name === undefined ? '' : ` "${name}"`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const asked = `User "${user}" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`;
  const message = `${fullName(target)}${object} is forbidden: ${asked}${why === '' ? '' : `: ${why}`}`;
  return status({ code: 403, reason: 'Forbidden', message, details: { ...(name === undefined ? {} : { name }), group, kind: plural } });
}

export function forbiddenPath(verb: string, path: string, user: string): Answer {
  return status({ code: 403, reason: 'Forbidden', message: `forbidden: User "${user}" cannot ${verb} path "${path}"`, details: {} });
}

export function notFound(target: Target): Answer {
  const { plural, group, name } = target;
  return status({
    code: 404,
    reason: 'NotFound',
    message: `${fullName(target)} "${name}" not found`,
    details: { name, group, kind: plural },
  });
}

/** A verb that the resource does not have. */
export const notAllowed = (): Answer =>
  status({ code: 405, reason: 'MethodNotAllowed', message: 'the server does not allow this method on the requested resource' });

export const badRequest = (message: string): Answer => status({ code: 400, reason: 'BadRequest', message });

/** kubectl's own typed clients send protobuf for kinds that are built in; the lab reads JSON and YAML. */
export function unsupportedMediaType(type: string, accepted: string): Answer {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted} (not ${type})`;
  return status({ code: 415, reason: 'UnsupportedMediaType', message });
}

/** What a continue token gets that is too old. */
export function expired(): Answer {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.';
  return status({ code: 410, reason: 'Expired', message });
}

export function tooManyRequests(seconds: number): Answer {
  const message = 'The server has received too many requests and has asked us to try again later.';
  const headers = { 'retry-after': String(seconds) };
  return status({ code: 429, reason: 'TooManyRequests', message, details: { retryAfterSeconds: seconds }, headers });
}
