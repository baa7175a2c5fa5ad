/** One request to Slack over HTTPS: no redirects, a bounded answer, and errors that never quote the address. */

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ProxyError, proxyFor } from '../../http/proxy.ts';
import { tunnelAgent } from '../../http/tunnel.ts';
import { systemReason } from '../../text/systemErrors.ts';

/** `retryAfterSeconds`: from the header Retry-After. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
}

export interface HttpRequest {
  readonly address: string;
  readonly token?: string;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

export type Post = (request: HttpRequest) => Promise<HttpAnswer>;

/** No answer came, or one that may not be followed: whether the message arrived is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const longestAnswer = 64 * 1024;
const timeoutMilliseconds = 8_000;

/** @throws NoAnswer */
export const post: Post = async ({ address, token, body, signal }) => {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  try {
    const response = await exchange(
      new URL(address),
      headers,
      JSON.stringify(body),
      AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]),
    );
    const status = response.statusCode ?? 0;
    if (status >= 300 && status < 400) {
      response.destroy();
      throw new Redirected();
    }
    return { status, body: await bounded(response), retryAfterSeconds: secondsIn(response.headers['retry-after']) };
  } catch (error) {
    // The message of an error may quote the whole address: only what its code means is passed on, and the sentence about a proxy, which never does.
    throw new NoAnswer(error instanceof ProxyError ? error.message : `Slack did not answer: ${reasonOf(error)}`);
  }
};

class Redirected extends Error {
  override readonly name = 'Redirected';
}

/** Resolves with the headers; the signal ends it until the last byte has come. */
async function exchange(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  const isTls = url.protocol === 'https:';
  const proxy = proxyFor(url, process.env);
  const agent = proxy === undefined ? undefined : await tunnelAgent(proxy, { isTls, options: {} });
  return new Promise((resolve, reject) => {
    const request = (isTls ? httpsRequest : httpRequest)(url, { method: 'POST', headers, agent, signal }, resolve);
    request.on('error', reject);
    request.end(body);
  });
}

async function bounded(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > longestAnswer) throw new Error('too long');
  }
  return text;
}

function secondsIn(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header !== undefined && Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3_600) : undefined;
}

function reasonOf(error: unknown): string {
  if (error instanceof Redirected) return 'it answered with a redirect, which was not followed';
  const { code, name } = error instanceof Error ? (error as Error & { readonly code?: unknown }) : { code: undefined, name: '' };
  return systemReason(typeof code === 'string' ? code : name)?.words ?? 'the connection failed';
}
