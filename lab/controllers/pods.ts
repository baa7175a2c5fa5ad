/** Pods as they are replaced: started, ready, or failing for the reason that the one before failed. */

import { randomUUID } from 'node:crypto';
import type { DaemonSet, Deployment, Pod } from '../../lambda/snapshot/kubernetes.ts';
import type { Step } from './step.ts';

type Template = NonNullable<NonNullable<DaemonSet['spec'] | Deployment['spec']>['template']>;
type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

export const isReady = ({ status }: Pod): boolean =>
  status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') ?? status?.phase === 'Running';

/** A pod that waits for something that a restart does not give it: a crash, an image, a volume. */
export const isFailing = ({ status }: Pod): boolean =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].some(
    ({ state }) => state?.waiting !== undefined && state.waiting.reason !== 'PodInitializing',
  );

export interface Identity {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner?: string;
}

/** The pod that takes the place of another, not started yet. */
export function replacementOf(pod: Pod, template: Template, { name, labels, owner }: Identity, { now }: Step): Pod {
  const ownerReferences = pod.metadata.ownerReferences?.map((reference) =>
    owner === undefined ? reference : { ...reference, name: owner, uid: randomUUID() },
  );
  const { deletionTimestamp: _, ...metadata } = pod.metadata;
  return {
    ...pod,
    metadata: {
      ...metadata,
      name,
      uid: randomUUID(),
      creationTimestamp: now,
      annotations: { ...pod.metadata.annotations, ...template.metadata?.annotations },
      labels: { ...pod.metadata.labels, ...template.metadata?.labels, ...labels },
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
    },
    spec: specOf(pod, template),
    status: {
      ...pod.status,
      phase: 'Pending',
      startTime: now,
      conditions: conditionsOf(pod, now, 'False'),
      containerStatuses: (pod.status?.containerStatuses ?? []).map((status) => ({
        ...waiting(status, isFailing(pod)),
        image: imageOf(status, template),
      })),
      initContainerStatuses: (pod.status?.initContainerStatuses ?? []).map((status) => completed(status, now)),
    },
  } as Pod;
}

/** The pod's own containers with what the template says of each. */
function specOf({ spec }: Pod, { spec: template }: Template): Pod['spec'] {
  const byName = (list: 'containers' | 'initContainers') =>
    spec?.[list]?.map((container) => ({ ...container, ...template?.[list]?.find(({ name }) => name === container.name) }));
  return { ...spec, containers: byName('containers'), initContainers: byName('initContainers') } as Pod['spec'];
}

function imageOf({ name, image }: ContainerStatus, { spec }: Template): string | undefined {
  return spec?.containers?.find((container) => container.name === name)?.image?.replace(/@sha256:.*$/, '') ?? image;
}

/** One that failed before fails again: its reason is not among what the lab knows. */
const waiting = (status: ContainerStatus, fails: boolean): ContainerStatus => ({
  ...status,
  ready: false,
  restartCount: 0,
  lastState: fails ? (status.lastState ?? {}) : {},
  state: fails ? (status.state ?? {}) : { waiting: { reason: 'PodInitializing' } },
});

const completed = (status: ContainerStatus, now: string): ContainerStatus => ({
  ...status,
  ready: true,
  restartCount: 0,
  lastState: {},
  state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } },
});

/** The pod with every container running and ready. */
export function ready(pod: Pod, now: string): Pod {
  return {
    ...pod,
    status: {
      ...pod.status,
      phase: 'Running',
      conditions: conditionsOf(pod, now, 'True'),
      containerStatuses: (pod.status?.containerStatuses ?? []).map((status) => ({
        ...status,
        ready: true,
        state: { running: { startedAt: now } },
      })),
    },
  };
}

const followReadiness = ['Ready', 'ContainersReady', 'Initialized', 'PodReadyToStartContainers'];

function conditionsOf({ status }: Pod, now: string, state: 'True' | 'False') {
  const known = status?.conditions ?? [{ type: 'Ready' }];
  return known.map((condition) => {
    if (!followReadiness.includes(condition.type ?? '')) return { ...condition, lastTransitionTime: now };
    const { reason: _, message: __, ...rest } = condition;
    return { ...rest, status: state, lastTransitionTime: now };
  });
}
