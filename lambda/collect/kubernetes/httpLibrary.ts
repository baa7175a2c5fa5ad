/** Our transport under the generated APIs of @kubernetes/client-node: the same TLS, cap and deadline, whoever makes the request. */

import {
  type Configuration,
  createConfiguration,
  ResponseContext,
  SelfDecodingBody,
  ServerConfiguration,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import { ask } from './ask.ts';
import type { Connection } from './list.ts';

/** A configuration for `new CoreV1Api(…)` and the like. The address in it is not used: the transport has its own. */
export function configurationFor({ transport, budget }: Connection): Configuration {
  const httpApi = wrapHttpLibrary({
    send: async (request) => {
      const url = new URL(request.getUrl());
      const body = request.getBody();
      const method = request.getHttpMethod() === 'POST' ? ('POST' as const) : ('GET' as const);
      const question = { method, path: `${url.pathname}${url.search}`, ...(typeof body === 'string' ? { body } : {}) };
      const answer = await ask(transport, question, budget);
      return new ResponseContext(answer.status, { ...answer.headers }, new SelfDecodingBody(Promise.resolve(answer.body)));
    },
  });
  return createConfiguration({ baseServer: new ServerConfiguration('https://kubernetes.invalid', {}), httpApi });
}
