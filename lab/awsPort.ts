/** The port of all AWS services: what AWS_ENDPOINT_URL points at. */

import { type Stage, understand } from './aws/api.ts';
import type { Exchange } from './exchange.ts';
import { listen, type Port } from './serve.ts';

export function openAws(exchange: Exchange, stage: Stage): Promise<Port> {
  return listen(async (received, response) => {
    const { method, url, headers, body } = received;
    const { call, answer } = await understand({ method, path: url.pathname, query: url.searchParams, headers, body }, stage);
    await exchange.answer(call, received, response, answer);
  });
}
