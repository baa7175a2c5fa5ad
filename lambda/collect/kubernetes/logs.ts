/** The last lines of the logs that tell of drift and of failed reconciles; read only where somebody asked for them. */

import type { Pod } from '../../snapshot/kubernetes.ts';
import type { ContainerLog, Gap } from '../../snapshot/snapshot.ts';
import { ask } from './ask.ts';
import { type ClusterPlace, clusterGap } from './gaps.ts';
import { type Connection, collectionPath } from './list.ts';
import { Refused } from './refused.ts';

export interface LogsRead {
  readonly logs: readonly ContainerLog[];
  readonly gaps: readonly Gap[];
}

/** Containers whose logs name causes. */
const containers: ReadonlySet<string> = new Set(['cilium-agent', 'cilium-operator', 'aws-load-balancer-controller']);
/** Agents say the same on every node: some of them are enough. */
const mostContainers = 30;
const tail = 'tailLines=1000&limitBytes=1000000';

/** Never throws. */
export async function readLogs(connection: Connection, place: ClusterPlace, pods: readonly Pod[]): Promise<LogsRead> {
  const wanted = pods.flatMap((pod) =>
    (pod.spec?.containers ?? []).flatMap(({ name = '' }) => (containers.has(name) ? [{ pod, container: name }] : [])),
  );
  const read = await Promise.all(wanted.slice(0, mostContainers).map(({ pod, container }) => readLog(connection, pod, container)));
  const failed = read.find(({ failure }) => failure !== undefined);
  return {
    logs: read.flatMap(({ log }) => log ?? []),
    gaps: failed === undefined ? [] : [{ ...clusterGap('pods', place, failed.failure), what: 'logs' }],
  };
}

interface LogRead {
  readonly log?: ContainerLog;
  readonly failure?: unknown;
}

async function readLog({ transport, budget }: Connection, { metadata }: Pod, container: string): Promise<LogRead> {
  const { namespace = '', name } = metadata;
  const path = `${collectionPath('pods', 'v1', namespace)}/${encodeURIComponent(name)}/log?container=${encodeURIComponent(container)}&${tail}`;
  try {
    const { status, body, headers } = await ask(transport, { path, accept: 'application/json, */*' }, budget);
    if (status === 404 || status === 400) return {};
    if (status !== 200) throw new Refused(status, 'logs may not be read: it takes verb get on pods/log', headers.date);
    return {
      log: {
        namespace,
        pod: name,
        container,
        lines: body
          .toString('utf8')
          .split('\n')
          .filter((line) => line !== ''),
      },
    };
  } catch (failure) {
    return { failure };
  }
}
