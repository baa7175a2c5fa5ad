/** Runs a bundle as Lambda's Node runtime does: loads it once, then asks for events until it is ended. */

import { createRequire } from 'node:module';
import { join } from 'node:path';

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root = '.' } = process.env;
const address = `http://${api}/2018-06-01/runtime/invocation`;
const { handler } = createRequire(join(root, 'index.js'))(join(root, 'index.js')) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};

for (;;) {
  const next = await fetch(`${address}/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id') ?? '';
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn') ?? '',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  const answer = await answered(await next.json(), context);
  const { user, system } = process.cpuUsage();
  process.send?.({ peak: process.resourceUsage().maxRSS * 1024, cpu: (user + system) / 1000 });
  await fetch(`${address}/${id}/${answer.outcome}`, { method: 'POST', body: answer.body });
}

async function answered(event: unknown, context: unknown) {
  try {
    return { outcome: 'response', body: JSON.stringify((await handler(event, context)) ?? null) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return { outcome: 'error', body: JSON.stringify({ errorType: name, errorMessage: message }) };
  }
}
