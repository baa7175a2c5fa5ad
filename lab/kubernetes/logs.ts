/** `pods/log`: the lines of one container that the snapshot has. */

import type { ClusterSnapshot } from '../../lambda/snapshot/snapshot.ts';
import { type Answer, plain } from '../answer.ts';
import type { Route } from './route.ts';
import { badRequest, notFound } from './status.ts';

export function log({ logs }: ClusterSnapshot, { namespace, name }: Route, query: URLSearchParams): Answer {
  const ofPod = logs.filter((one) => one.namespace === namespace && one.pod === name);
  const wanted = query.get('container');
  if (ofPod.length === 0) return notFound({ verb: 'get', plural: 'pods', group: '', name });
  if (wanted === null && ofPod.length > 1) {
    return badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${ofPod.map(({ container }) => container).join(' ')}]`,
    );
  }
  const found = ofPod.find(({ container }) => wanted === null || container === wanted);
  if (found === undefined) return badRequest(`container ${wanted} is not valid for pod ${name}`);
  return plain(limited(found.lines, query));
}

function limited(lines: readonly string[], query: URLSearchParams): string {
  const [tail, bytes] = [query.get('tailLines'), query.get('limitBytes')];
  const last = tail === null ? lines : lines.slice(Math.max(0, lines.length - Number(tail)));
  const text = Buffer.from(last.map((line) => `${line}\n`).join(''));
  return text.subarray(0, bytes === null ? text.length : Number(bytes)).toString('utf8');
}
