/** An answer on its way to the client: late, in drips, cut off or without end where its effects say so. */

import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { Answer } from './answer.ts';
import type { Effect } from './effects.ts';

/** Sends an answer with everything that is to go wrong with it. Gives the status that was sent, undefined if none was finished. */
export async function send(
  answer: Answer,
  effects: readonly Effect[],
  response: ServerResponse,
  clock: () => Date,
): Promise<number | undefined> {
  const delays = effects.flatMap((effect) => (effect.kind === 'latency' ? [effect.milliseconds] : []));
  const delay = delays.reduce((sum, one) => sum + one, 0);
  if (delay > 0) await wait(delay, undefined, { ref: false });
  const { status, headers, body } = answer;
  const last = effects.findLast(({ kind }) => kind === 'drip' || kind === 'reset' || kind === 'endless');
  if (last?.kind === 'reset' && last.after === undefined) return reset(response);
  const length = last === undefined && answer.follow === undefined ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  response.writeHead(status, { date: clock().toUTCString(), ...length, ...headers });
  if (last === undefined && answer.follow !== undefined) return followed(response, answer.follow, status);
  if (last === undefined) return finished(response, body, status);
  await broken(last, body, response);
  return undefined;
}

function finished(response: ServerResponse, body: string, status: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    response.once('finish', () => resolve(status)).once('close', () => resolve(undefined));
    response.end(body);
  });
}

function followed(response: ServerResponse, follow: (response: ServerResponse) => void, status: number): Promise<number> {
  return new Promise((resolve) => {
    response.once('close', () => resolve(status));
    response.flushHeaders();
    follow(response);
  });
}

async function broken(effect: Effect, body: string, response: ServerResponse): Promise<void> {
  if (effect.kind === 'reset') return cut(response, body);
  if (effect.kind === 'drip') return drip(response, body, effect.everyMilliseconds);
  if (effect.kind === 'endless') return pour(response);
}

async function cut(response: ServerResponse, body: string): Promise<void> {
  await new Promise<void>((resolve) => response.write(`${body.slice(0, body.length / 2)} `, () => resolve()));
  reset(response);
}

/** TLS sockets cannot be reset; an end in the middle is as unexpected there. */
function reset({ socket }: ServerResponse): undefined {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

async function drip(response: ServerResponse, body: string, every: number): Promise<void> {
  const bytes = Buffer.from(body);
  for (let index = 0; !response.destroyed; index += 1) {
    response.write(index < bytes.length ? bytes.subarray(index, index + 1) : ' ');
    await wait(every, undefined, { ref: false });
  }
}

const chunk = Buffer.alloc(65_536, ' ');

async function pour(response: ServerResponse): Promise<void> {
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  while (!response.destroyed) {
    if (response.write(chunk)) await wait(0);
    else await Promise.race([closed, new Promise<void>((resolve) => response.once('drain', resolve))]);
  }
}
