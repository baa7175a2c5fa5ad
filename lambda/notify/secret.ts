/** The address of a webhook or the token of a bot, by reference: from Secrets Manager or from a SecureString, kept five minutes, never shown. */

import * as z from 'zod/mini';

export type SlackSecret = { readonly kind: 'webhook'; readonly address: string } | { readonly kind: 'bot'; readonly token: string };

/** Says what is wrong with a secret without quoting it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** Reads the text of a secret by its ARN. */
export type ReadSecret = (arn: string, signal: AbortSignal) => Promise<string>;

export interface SecretSource {
  /** @param fresh reads it again although it is kept: it may have been changed. @throws SecretError */
  readonly get: (signal: AbortSignal, fresh?: boolean) => Promise<SlackSecret>;
}

const keptMilliseconds = 5 * 60 * 1000;

/** @param known is told every secret text, so that it can be kept out of logs */
export function secretSource(
  arn: string,
  read: ReadSecret,
  known: (text: string) => void,
  now: () => number = () => performance.now(),
): SecretSource {
  let kept: { readonly secret: SlackSecret; readonly at: number } | undefined;
  return {
    get: async (signal, fresh = false) => {
      if (!fresh && kept !== undefined && now() - kept.at < keptMilliseconds) return kept.secret;
      const text = await read(arn, signal).catch((error: unknown) => {
        throw new SecretError(`The secret ${arn} could not be read (${nameOf(error)}): may the function's role read it?`);
      });
      known(text);
      const secret = parsed(text, arn);
      known(secret.kind === 'webhook' ? secret.address : secret.token);
      kept = { secret, at: now() };
      return secret;
    },
  };
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown error');

const fields = z.looseObject({ url: z.optional(z.string()), webhook: z.optional(z.string()), token: z.optional(z.string()) });

function parsed(text: string, arn: string): SlackSecret {
  const value = inJson(text) ?? text.trim();
  if (/^xox[bp]-[A-Za-z0-9-]+$/.test(value)) return { kind: 'bot', token: value };
  if (isWebhook(value)) return { kind: 'webhook', address: value };
  throw new SecretError(
    `The secret ${arn} holds neither a webhook address (https://hooks.slack.com/services/...) nor a bot token (xoxb-...): store one of them as plain text, or as {"url": ...} or {"token": ...}.`,
  );
}

function inJson(text: string): string | undefined {
  try {
    const result = fields.safeParse(JSON.parse(text));
    return result.success ? (result.data.token ?? result.data.url ?? result.data.webhook) : undefined;
  } catch {
    return undefined;
  }
}

/** Slack's own hosts only: whoever can write the secret must not be able to send our messages, or our function, elsewhere. */
function isWebhook(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const isPlain = protocol === 'https:' && port === '' && username === '' && password === '' && search === '' && hash === '';
  return (
    isPlain &&
    (hostname === 'hooks.slack.com' || hostname === 'hooks.slack-gov.com') &&
    /^\/(services|workflows|triggers)(\/[A-Za-z0-9]+)+$/.test(pathname)
  );
}
