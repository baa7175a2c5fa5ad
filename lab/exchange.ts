/** One question and its answer: recorded, delayed, and whatever the fault script has for it. */

import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { createRecorder, type Question, type Recorder } from './calls.ts';
import { changed, type Effect } from './effects.ts';
import { createScript, type Fault, type Script } from './faults.ts';
import { send } from './send.ts';
import type { Received } from './serve.ts';

/** What a request does, if it is not refused. */
export type Commit = (action: () => void) => void;
export type Make = (commit: Commit) => Answer | Promise<Answer>;

export interface Exchange {
  readonly recorder: Recorder;
  readonly script: Script;
  readonly clock: () => Date;
  readonly answer: (question: Question, received: Received, response: ServerResponse, make: Make) => Promise<void>;
}

export interface ExchangeOptions {
  readonly faults: readonly Fault[];
  /** Milliseconds before every answer. */
  readonly latency: number;
  /** Milliseconds by which the lab's clock is ahead. */
  readonly skew: number;
}

export function createExchange({ faults, latency, skew }: ExchangeOptions): Exchange {
  const [recorder, script] = [createRecorder(), createScript(faults)];
  const clock = () => new Date(Date.now() + skew);
  const usual: readonly Effect[] = latency > 0 ? [{ kind: 'latency', milliseconds: latency }] : [];
  return {
    recorder,
    script,
    clock,
    answer: async (question, { host, url }, response, make) => {
      const { call, end } = recorder.start(question, host, `${url.pathname}${url.search}`);
      const effects = [...usual, ...script.effectsOn(call)];
      if (effects.some(({ kind }) => kind === 'hang')) return void response.once('close', () => end(undefined));
      const actions: (() => void)[] = [];
      const made = changed(await make((action) => void actions.push(action)), effects, call);
      if (made.status < 400) for (const action of actions) action();
      end(await send(made, effects, response, clock));
    },
  };
}
