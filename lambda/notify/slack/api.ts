/** What an answer of Slack's Web API means: it says 200 whatever happens, and `ok` in the body. */

import * as z from 'zod/mini';
import type { HttpAnswer } from './http.ts';

/** `refused`: the content; `lost`: the message to change or to answer is not there (any more); `isToken`: a newer token may help. */
export type Answered =
  | { readonly outcome: 'ok' | 'degraded'; readonly channel?: string | undefined; readonly ts?: string | undefined }
  | { readonly outcome: 'later'; readonly retryAfterSeconds?: number; readonly reason: string }
  | { readonly outcome: 'broken'; readonly reason: string; readonly isToken?: boolean }
  | { readonly outcome: 'lost' | 'refused' };

const answer = z.looseObject({
  ok: z.boolean(),
  error: z.optional(z.string()),
  channel: z.optional(z.string()),
  ts: z.optional(z.string()),
});

const tokenErrors: ReadonlySet<string> = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']);
const accessErrors: ReadonlySet<string> = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'missing_scope',
  'no_permission',
  'restricted_action',
  'ekm_access_denied',
  'team_access_not_granted',
  'org_login_required',
]);
const contentErrors: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_too_long',
  'msg_blocks_too_long',
  'no_text',
  'too_many_attachments',
  'markdown_text_conflict',
]);
const lostErrors: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  'cannot_reply_to_message',
]);

export function judgedApi({ status, body, retryAfterSeconds }: HttpAnswer): Answered {
  if (status === 429) return { outcome: 'later', retryAfterSeconds: retryAfterSeconds ?? 30, reason: 'Slack asks to wait (HTTP 429)' };
  if (status === 401 || status === 403) return { outcome: 'broken', isToken: true, reason: `Slack refuses the token (HTTP ${status})` };
  const said = status === 200 ? parsed(body) : undefined;
  if (said === undefined)
    return {
      outcome: 'later',
      reason: status === 200 ? 'Slack answered 200 with a body that is none of its own' : `Slack answered HTTP ${status}`,
    };
  if (said.ok) return { outcome: 'ok', channel: said.channel, ts: said.ts };
  return judgedError(said.error ?? 'unknown_error', retryAfterSeconds);
}

function judgedError(error: string, retryAfterSeconds: number | undefined): Answered {
  const name = /^[a-z_]{1,60}$/.test(error) ? error : 'unknown_error';
  if (contentErrors.has(name)) return { outcome: 'refused' };
  if (lostErrors.has(name)) return { outcome: 'lost' };
  if (tokenErrors.has(name)) return { outcome: 'broken', isToken: true, reason: `Slack refuses the token (${name})` };
  if (accessErrors.has(name))
    return { outcome: 'broken', reason: `Slack refuses the channel (${name}): is the bot a member of it, with the scope chat:write?` };
  return { outcome: 'later', ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }), reason: `Slack answered ${name}` };
}

function parsed(body: string): z.infer<typeof answer> | undefined {
  try {
    return answer.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
