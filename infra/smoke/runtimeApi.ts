/** The Lambda Runtime API, as small as it can be: hands out events, takes answers and errors, and tells when the function was ready. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Invocation {
  /** The answer, or the error, as JSON. */
  readonly outcome: 'response' | 'error';
  readonly body: string;
  /** Milliseconds from handing the event out to the answer. */
  readonly milliseconds: number;
}

export interface Runtime {
  /** Milliseconds from starting the process to its first request for an event. @throws Error where it ends before */
  readonly ready: Promise<number>;
  readonly invoke: (event: unknown) => Promise<Invocation>;
  /** What the process wrote so far: its log and its metrics. */
  readonly output: () => string;
  /** Largest resident set so far, in bytes; 0 where the system does not say. */
  readonly peak: () => number;
  /** Processor time so far, in milliseconds. */
  readonly cpu: () => number;
  readonly stop: () => Promise<void>;
}

interface Started {
  /** Folder of the asset: `index.js` with `exports.handler`. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** Of the function: bounds the heap as Lambda's runtime does. */
  readonly memoryMegabytes?: number;
}

interface Waiting {
  readonly event: unknown;
  readonly at: number;
  readonly done: (invocation: Invocation) => void;
}

export async function startRuntime({ folder, environment, timeoutSeconds, memoryMegabytes = 512 }: Started): Promise<Runtime> {
  const queue: Waiting[] = [];
  const handed = new Map<string, Waiting>();
  const asking: ServerResponse[] = [];
  let [count, start] = [0, 0];
  let [isReady, failed] = [(_: number) => {}, (_: Error) => {}];
  const ready = new Promise<number>((resolve, reject) => {
    [isReady, failed] = [resolve, reject];
  });
  const handOut = () => {
    while (asking.length > 0 && queue.length > 0) {
      const [response, waiting] = [asking.shift(), queue.shift()];
      if (response === undefined || waiting === undefined) return;
      count += 1;
      const id = `request-${count}`;
      handed.set(id, { ...waiting, at: performance.now() });
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(Date.now() + timeoutSeconds * 1000),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-2:111122223333:function:nlb-doctor',
      });
      response.end(JSON.stringify(waiting.event));
    }
  };
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/runtime/invocation/next')) {
      isReady(performance.now() - start);
      asking.push(response);
      return handOut();
    }
    const body = await textOf(request);
    const [, id = '', outcome = ''] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const waiting = handed.get(id);
    response.writeHead(202).end();
    if (waiting !== undefined)
      waiting.done({ outcome: outcome as Invocation['outcome'], body, milliseconds: performance.now() - waiting.at });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let output = '';
  start = performance.now();
  const heap = [`--max-semi-space-size=${Math.floor(memoryMegabytes * 0.05)}`, `--max-old-space-size=${Math.floor(memoryMegabytes * 0.9)}`];
  const child = spawn(process.execPath, [...heap, '--input-type=module', '--eval', bootstrap()], {
    env: {
      ...environment,
      PATH: process.env.PATH,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'nlb-doctor',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  let [peak, cpu] = [0, 0];
  child.on('message', (message: { readonly peak?: number; readonly cpu?: number }) => {
    peak = message.peak ?? peak;
    cpu = message.cpu ?? cpu;
  });
  child.on('exit', (code) => failed(new Error(`the function ended before it was ready (exit code ${code}): ${output.slice(0, 2_000)}`)));
  return {
    ready,
    invoke: (event) =>
      new Promise((done) => {
        queue.push({ event, at: 0, done });
        handOut();
      }),
    output: () => output,
    peak: () => peak,
    cpu: () => cpu,
    stop: () => stopped(child, server),
  };
}

/** As JavaScript: the time and the memory that taking types away costs are not the function's. */
const bootstrap = () => stripTypeScriptTypes(readFileSync(join(import.meta.dirname, 'bootstrap.ts'), 'utf8'));

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}

async function stopped(child: ChildProcess, server: ReturnType<typeof createServer>): Promise<void> {
  const over = new Promise<void>((resolve) => (child.exitCode === null ? child.once('exit', () => resolve()) : resolve()));
  child.kill('SIGKILL');
  await over;
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
