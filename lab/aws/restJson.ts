/** The REST JSON protocol of EKS: the path names the operation, the schema says what stands where. */

import { json } from '../answer.ts';
import { jsonOf } from './json.ts';
import type { AwsRequest, Protocol } from './protocol.ts';
import { type OperationShape, shapeOf } from './shape.ts';

export const restJson: Protocol = {
  input: (operation, request) => ({ ...bodyOf(request), ...queryOf(operation, request), ...labelsOf(operation, request.path) }),
  answer: (operation, output) => json(jsonOf(operation.output, output)),
  failure: ({ code, message, status }) => json({ message }, status, { 'x-amzn-errortype': code }),
};

/** Whether the operation's own path (`/clusters/{name}`) and method are those of the request. */
export function answersTo(operation: OperationShape, request: AwsRequest): boolean {
  const [method, template] = bindingOf(operation);
  const [wanted, given] = [template.split('/'), request.path.split('/')];
  if (method !== request.method || wanted.length !== given.length) return false;
  return wanted.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]));
}

function bindingOf({ traits }: OperationShape): readonly [string, string] {
  const [method, path] = traits.http as readonly [string, string];
  return [method, path.split('?')[0] ?? path];
}

function labelsOf(operation: OperationShape, path: string): Readonly<Record<string, string>> {
  const given = path.split('/');
  const parts = bindingOf(operation)[1].split('/');
  return Object.fromEntries(
    parts.flatMap((part, index) => (part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(given[index] ?? '')]] : [])),
  );
}

function queryOf({ input }: OperationShape, { query }: AwsRequest): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    shapeOf(input).members.flatMap(([name, schema]) => {
      const shape = shapeOf(schema);
      const text = typeof shape.traits.httpQuery === 'string' ? query.get(shape.traits.httpQuery) : null;
      return text === null ? [] : [[name, shape.kind === 'number' ? Number(text) : text]];
    }),
  );
}

function bodyOf({ body }: AwsRequest): Readonly<Record<string, unknown>> {
  return body === '' ? {} : (JSON.parse(body) as Readonly<Record<string, unknown>>);
}
