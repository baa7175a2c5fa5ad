/** What was asked of the lab: every request, when it came, how many were under way, and how it ended. */

export interface AwsCall {
  readonly kind: 'aws';
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface KubernetesCall {
  readonly kind: 'kubernetes';
  readonly region: string;
  readonly cluster: string;
  /** `get`, `list`, `create`, or `discover` for what is no resource. */
  readonly verb: string;
  /** `<plural>[.<group>][/<subresource>]`; empty for what is no resource. */
  readonly resource: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** A message to the stand-in for Slack: `webhook`, or the method of the Web API. */
export interface SlackCall {
  readonly kind: 'slack';
  readonly service: 'slack';
  readonly action: string;
  readonly verb: string;
}

export type Question = AwsCall | KubernetesCall | SlackCall;

/** Times are milliseconds of the monotonic clock. `status` is undefined where no answer was finished. */
export type Call = Question & {
  readonly host: string;
  readonly path: string;
  readonly startedAt: number;
  /** Requests under way when this one came, itself included. */
  readonly concurrency: number;
  readonly endedAt?: number | undefined;
  readonly status?: number | undefined;
};

/** A call that has begun, and what to tell when it is over. */
export interface Begun {
  readonly call: Call;
  readonly end: (status: number | undefined) => void;
}

export interface Recorder {
  readonly calls: readonly Call[];
  readonly start: (question: Question, host: string, path: string) => Begun;
}

export function createRecorder(): Recorder {
  const calls: Call[] = [];
  let underWay = 0;
  return {
    calls,
    start: (question, host, path) => {
      underWay += 1;
      const call: Call = { ...question, host, path, startedAt: performance.now(), concurrency: underWay };
      const index = calls.push(call) - 1;
      const end = (status: number | undefined) => {
        underWay -= 1;
        calls[index] = { ...call, status, endedAt: performance.now() };
      };
      return { call, end };
    },
  };
}

/** The longest chain of calls of which each began after the one before had ended. */
export function depth(calls: readonly Call[]): number {
  const byEnd = calls.filter((call) => call.endedAt !== undefined).sort((a, b) => a.startedAt - b.startedAt);
  const depths: { readonly endedAt: number; readonly depth: number }[] = [];
  for (const { startedAt, endedAt = startedAt } of byEnd) {
    const before = depths.filter((other) => other.endedAt <= startedAt).map((other) => other.depth);
    depths.push({ endedAt, depth: 1 + before.reduce((most, one) => Math.max(most, one), 0) });
  }
  return depths.reduce((most, one) => Math.max(most, one.depth), 0);
}
