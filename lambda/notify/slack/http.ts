/** One request to Slack over HTTPS: no redirects, a bounded answer, and errors that never quote the address. */

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
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
  try {
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal: limit });
    return { status: response.status, body: await bounded(response), retryAfterSeconds: secondsIn(response.headers.get('retry-after')) };
  } catch (error) {
    // The message of fetch, and the input it keeps, may quote the whole address: only the code of its cause is passed on.
    throw new NoAnswer(`Slack did not answer (${reasonOf(error)})`);
  }
};

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAnswer) throw new Error('too long');
  }
  return text;
}

function secondsIn(header: string | null): number | undefined {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3_600) : undefined;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = (error.cause as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : error.name;
}
