/** A stand-in for Slack: takes what is posted to webhooks and to the Web API, and keeps it. */

import { type Answer, json, plain } from './answer.ts';
import type { SlackCall } from './calls.ts';
import type { Exchange } from './exchange.ts';
import { type Handle, listen, type Port, type Received } from './serve.ts';
import type { Authority } from './tls/authority.ts';

/** `at` is milliseconds of the monotonic clock. */
export interface SlackMessage {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
  readonly at: number;
}

export interface Slack {
  /** `http://127.0.0.1:<port>`; `secure` is the same with TLS, as hooks.slack.com and slack.com, signed by `certificate` (PEM). */
  readonly address: string;
  readonly secure: string;
  readonly certificate: string;
  /** Those that were taken; the calls have the others too. */
  readonly messages: readonly SlackMessage[];
  readonly stop: () => Promise<void>;
}

export async function openSlack(exchange: Exchange, authority: Authority): Promise<Slack> {
  const messages: SlackMessage[] = [];
  const handle: Handle = (received, response) =>
    exchange.answer(callOf(received), received, response, (commit) => {
      const { url, headers, body } = received;
      const message = { path: url.pathname, authorization: headers.authorization, body: parsed(body), at: performance.now() };
      commit(() => void messages.push(message));
      return answer(received, messages.length);
    });
  const tls = await authority.issue(['hooks.slack.com', 'slack.com']);
  const ports: readonly Port[] = await Promise.all([listen(handle), listen(handle, tls)]);
  const [open, secure] = ports;
  return {
    address: `http://127.0.0.1:${open?.port}`,
    secure: `https://127.0.0.1:${secure?.port}`,
    certificate: authority.certificate,
    messages,
    stop: async () => void (await Promise.all(ports.map(({ stop }) => stop()))),
  };
}

function callOf({ url, method }: Received): SlackCall {
  return {
    kind: 'slack',
    service: 'slack',
    action: url.pathname.startsWith('/api/') ? url.pathname.slice('/api/'.length) : 'webhook',
    verb: method,
  };
}

/** Webhooks answer `ok`; the Web API answers 200 whatever happens, and says in `ok` whether it did. */
function answer({ url, method }: Received, count: number): Answer {
  if (method !== 'POST') return plain('no_text', 400);
  if (url.pathname.startsWith('/api/')) return json({ ok: true, channel: 'C0LAB', ts: `1700000000.${String(count).padStart(6, '0')}` });
  return /^\/services\/\w+\/\w+\/\w+$/.test(url.pathname) ? plain('ok') : plain('no_team', 404);
}

/** Webhooks get JSON; the Web API gets JSON or a form. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}
