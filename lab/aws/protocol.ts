/** What a wire protocol does for a service: reads a request into the operation's input, writes its output or its error. */

import type { Answer } from '../answer.ts';
import type { AwsFailure } from './failure.ts';
import type { OperationShape } from './shape.ts';

export type Input = Readonly<Record<string, unknown>>;

/** `path` without the query. */
export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface Protocol {
  readonly input: (operation: OperationShape, request: AwsRequest) => Input;
  readonly answer: (operation: OperationShape, output: unknown) => Answer;
  readonly failure: (failure: AwsFailure) => Answer;
}
