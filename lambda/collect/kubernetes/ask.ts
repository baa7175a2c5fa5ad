/** One question to an API server, asked again where that helps: a new token after 401, a pause after 429, another try after 5xx. */

import { type Budget, BudgetEnded, pause, within } from '../io/budget.ts';
import { codeOf } from '../io/errors.ts';
import type { Answer, Call, Transport } from './transport.ts';

const attempts = 3;
const backoff = 200;

type Question = Omit<Call, 'signal'>;

/** Resolves with any status below 500 but 429; throws where no answer came. @throws BudgetEnded | TransportError | the socket's error */
export async function ask(transport: Transport, question: Question, budget: Budget): Promise<Answer> {
  let renewed = false;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await tried(transport, question, budget, attempt);
    if (answer === 'again') {
      await pause(backoff * attempt, budget.signal);
    } else if (answer.status === 401 && !renewed) {
      renewed = true;
      transport.renew();
    } else if (isBusy(answer) && attempt < attempts) {
      await pause(waitOf(answer, attempt, budget), budget.signal);
    } else return answer;
  }
}

async function tried(transport: Transport, question: Question, budget: Budget, attempt: number): Promise<Answer | 'again'> {
  try {
    return await within(budget, (signal) => transport.send({ ...question, signal }));
  } catch (error) {
    if (attempt < attempts && passing.has(codeOf(error) ?? '')) return 'again';
    throw error;
  }
}

/** Errors of sockets that a second try may not meet: an idle connection that the server had just closed. */
const passing: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE']);

const isBusy = ({ status }: Answer) => status === 429 || status >= 500;

function waitOf(answer: Answer, attempt: number, budget: Budget): number {
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
  const wait = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : backoff * attempt * (0.5 + Math.random());
  if (wait >= budget.remaining())
    throw new BudgetEnded(`it asked to wait ${Math.ceil(wait / 1000)} s (${answer.status}), longer than there is time`);
  return wait;
}
