/** Objects of the core API: Services and their endpoints, nodes, pods, ConfigMaps, events. */

import * as z from 'zod/mini';
import { condition, flag, list, number, object, orNull, text, texts } from './shapes.ts';

export const service = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      type: text,
      clusterIP: text,
      selector: texts,
      ports: list(
        z.looseObject({
          name: text,
          port: number,
          protocol: text,
          nodePort: number,
          targetPort: z.optional(z.union([z.number(), z.string()])),
        }),
      ),
      externalTrafficPolicy: text,
      healthCheckNodePort: number,
      loadBalancerClass: text,
      loadBalancerSourceRanges: list(z.string()),
      allocateLoadBalancerNodePorts: flag,
      ipFamilies: list(z.string()),
    }),
  ),
  status: z.optional(
    z.looseObject({
      loadBalancer: orNull(z.looseObject({ ingress: list(z.looseObject({ hostname: text, ip: text })) })),
      conditions: list(condition),
    }),
  ),
});

export const endpointSlice = z.looseObject({
  ...object,
  addressType: text,
  endpoints: orNull(
    z.array(
      z.looseObject({
        addresses: list(z.string()),
        nodeName: text,
        zone: text,
        conditions: z.optional(
          z.looseObject({ ready: orNull(z.boolean()), serving: orNull(z.boolean()), terminating: orNull(z.boolean()) }),
        ),
        targetRef: z.optional(z.looseObject({ kind: text, name: text, namespace: text, uid: text })),
      }),
    ),
  ),
  ports: orNull(z.array(z.looseObject({ name: text, port: orNull(z.number()), protocol: text }))),
});

const endpointAddresses = list(
  z.looseObject({ ip: text, nodeName: text, targetRef: z.optional(z.looseObject({ kind: text, name: text, namespace: text })) }),
);

export const endpoints = z.looseObject({
  ...object,
  subsets: orNull(
    z.array(
      z.looseObject({
        addresses: endpointAddresses,
        notReadyAddresses: endpointAddresses,
        ports: list(z.looseObject({ name: text, port: number, protocol: text })),
      }),
    ),
  ),
});

export const node = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      providerID: text,
      unschedulable: flag,
      taints: list(z.looseObject({ key: text, value: text, effect: text })),
    }),
  ),
  status: z.optional(
    z.looseObject({
      addresses: list(z.looseObject({ type: text, address: text })),
      conditions: list(condition),
      nodeInfo: z.optional(
        z.looseObject({
          kernelVersion: text,
          osImage: text,
          kubeletVersion: text,
          containerRuntimeVersion: text,
          architecture: text,
        }),
      ),
    }),
  ),
});

const containerState = z.optional(
  z.looseObject({
    running: z.optional(z.looseObject({ startedAt: text })),
    waiting: z.optional(z.looseObject({ reason: text, message: text })),
    terminated: z.optional(z.looseObject({ exitCode: number, reason: text, message: text, startedAt: text, finishedAt: text })),
  }),
);

const containerStatus = z.looseObject({
  name: text,
  ready: flag,
  restartCount: number,
  image: text,
  imageID: text,
  state: containerState,
  lastState: containerState,
});

const container = z.looseObject({
  name: text,
  image: text,
  args: list(z.string()),
  command: list(z.string()),
  securityContext: z.optional(
    z.looseObject({ privileged: flag, capabilities: z.optional(z.looseObject({ add: list(z.string()), drop: list(z.string()) })) }),
  ),
});

const podSpec = z.looseObject({
  nodeName: text,
  hostNetwork: flag,
  nodeSelector: texts,
  initContainers: list(container),
  containers: list(container),
});

export const pod = z.looseObject({
  ...object,
  spec: z.optional(podSpec),
  status: z.optional(
    z.looseObject({
      phase: text,
      reason: text,
      message: text,
      podIP: text,
      startTime: text,
      conditions: list(condition),
      containerStatuses: list(containerStatus),
      initContainerStatuses: list(containerStatus),
    }),
  ),
});

export const podTemplate = z.optional(
  z.looseObject({
    metadata: z.optional(z.looseObject({ labels: texts, annotations: texts })),
    spec: z.optional(podSpec),
  }),
);

export const configMap = z.looseObject({ ...object, data: orNull(z.record(z.string(), z.string())) });

export const event = z.looseObject({
  ...object,
  type: text,
  reason: text,
  message: text,
  note: text,
  count: orNull(z.number()),
  firstTimestamp: orNull(z.string()),
  lastTimestamp: orNull(z.string()),
  eventTime: orNull(z.string()),
  involvedObject: z.optional(z.looseObject({ apiVersion: text, kind: text, name: text, namespace: text, uid: text })),
  regarding: z.optional(z.looseObject({ apiVersion: text, kind: text, name: text, namespace: text, uid: text })),
  source: z.optional(z.looseObject({ component: text })),
  reportingComponent: text,
});
