/** The Kubernetes objects a snapshot holds, by resource (`<plural>[.<group>]`), with the fields the rules look at. Others are kept and ignored. */

import * as z from 'zod/mini';

const text = z.optional(z.string());
const number = z.optional(z.number());
const flag = z.optional(z.boolean());
const list = <T extends z.core.SomeType>(of: T) => z.optional(z.array(of));
const texts = z.optional(z.record(z.string(), z.string()));
const anything = z.optional(z.record(z.string(), z.unknown()));
/** `kubectl` prints an unset object as `{}`, as `null`, or not at all; only the last says nothing. */
const orNull = <T extends z.core.SomeType>(of: T) => z.optional(z.nullable(of));

const ownerReference = z.looseObject({ apiVersion: text, kind: text, name: text, uid: text, controller: flag });

const metadata = z.looseObject({
  name: z.string(),
  namespace: text,
  uid: text,
  resourceVersion: text,
  generation: number,
  creationTimestamp: orNull(z.string()),
  deletionTimestamp: text,
  labels: orNull(z.record(z.string(), z.string())),
  annotations: orNull(z.record(z.string(), z.string())),
  finalizers: list(z.string()),
  ownerReferences: list(ownerReference),
  managedFields: list(z.looseObject({ manager: text, operation: text, time: text, fieldsV1: anything })),
});

const object = { apiVersion: z.string(), kind: z.string(), metadata };

const condition = z.looseObject({
  type: text,
  status: text,
  reason: text,
  message: text,
  lastTransitionTime: orNull(z.string()),
  observedGeneration: number,
});

const labelSelector = z.looseObject({
  matchLabels: texts,
  matchExpressions: list(z.looseObject({ key: z.string(), operator: z.string(), values: list(z.string()) })),
});

const service = z.looseObject({
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

const endpointSlice = z.looseObject({
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
const endpoints = z.looseObject({
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

const node = z.looseObject({
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

const pod = z.looseObject({
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

const podTemplate = z.optional(
  z.looseObject({
    metadata: z.optional(z.looseObject({ labels: texts, annotations: texts })),
    spec: z.optional(podSpec),
  }),
);

const daemonSet = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      selector: z.optional(labelSelector),
      template: podTemplate,
      updateStrategy: z.optional(z.looseObject({ type: text })),
    }),
  ),
  status: z.optional(
    z.looseObject({
      desiredNumberScheduled: number,
      currentNumberScheduled: number,
      updatedNumberScheduled: number,
      numberAvailable: number,
      numberReady: number,
      numberUnavailable: number,
      observedGeneration: number,
    }),
  ),
});

const deployment = z.looseObject({
  ...object,
  spec: z.optional(z.looseObject({ replicas: number, selector: z.optional(labelSelector), template: podTemplate })),
  status: z.optional(
    z.looseObject({
      replicas: number,
      readyReplicas: number,
      availableReplicas: number,
      unavailableReplicas: number,
      updatedReplicas: number,
      observedGeneration: number,
      conditions: list(condition),
    }),
  ),
});

const configMap = z.looseObject({ ...object, data: orNull(z.record(z.string(), z.string())) });

const lease = z.looseObject({
  ...object,
  spec: z.optional(z.looseObject({ holderIdentity: orNull(z.string()), acquireTime: orNull(z.string()), renewTime: orNull(z.string()) })),
});

const event = z.looseObject({
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

const customResourceDefinition = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      group: text,
      names: z.optional(z.looseObject({ kind: text, plural: text })),
      versions: list(z.looseObject({ name: text, served: flag, storage: flag, schema: z.optional(z.unknown()) })),
    }),
  ),
});

const ingress = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      ingressClassName: text,
      tls: list(z.looseObject({ hosts: list(z.string()), secretName: text })),
      rules: list(z.looseObject({ host: text })),
    }),
  ),
  status: z.optional(
    z.looseObject({ loadBalancer: orNull(z.looseObject({ ingress: list(z.looseObject({ hostname: text, ip: text })) })) }),
  ),
});

const ingressClass = z.looseObject({ ...object, spec: z.optional(z.looseObject({ controller: text })) });

const gatewayClass = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      controllerName: text,
      parametersRef: z.optional(z.looseObject({ group: text, kind: text, name: text, namespace: text })),
    }),
  ),
  status: z.optional(z.looseObject({ conditions: list(condition) })),
});

const gateway = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      gatewayClassName: text,
      infrastructure: orNull(z.looseObject({ annotations: texts, labels: texts })),
      listeners: list(
        z.looseObject({
          name: text,
          port: number,
          protocol: text,
          hostname: text,
          tls: z.optional(
            z.looseObject({ mode: text, certificateRefs: list(z.looseObject({ group: text, kind: text, name: text, namespace: text })) }),
          ),
        }),
      ),
      addresses: list(z.looseObject({ type: text, value: text })),
    }),
  ),
  status: z.optional(
    z.looseObject({
      addresses: list(z.looseObject({ type: text, value: text })),
      conditions: list(condition),
      listeners: list(z.looseObject({ name: text, attachedRoutes: number, conditions: list(condition) })),
    }),
  ),
});

const route = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      parentRefs: list(z.looseObject({ group: text, kind: text, name: text, namespace: text, sectionName: text, port: number })),
      hostnames: list(z.string()),
      rules: list(z.looseObject({ backendRefs: list(z.looseObject({ kind: text, name: text, namespace: text, port: number })) })),
    }),
  ),
  status: z.optional(
    z.looseObject({
      parents: list(
        z.looseObject({
          parentRef: z.optional(z.looseObject({ name: text, namespace: text, sectionName: text })),
          controllerName: text,
          conditions: list(condition),
        }),
      ),
    }),
  ),
});

const ciliumNode = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      addresses: list(z.looseObject({ type: text, ip: text })),
      ingress: orNull(z.looseObject({ ipv4: text, ipv6: text })),
      ipam: z.optional(z.looseObject({ podCIDRs: list(z.string()) })),
    }),
  ),
});

const ciliumEnvoyConfig = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      services: list(z.looseObject({ name: text, namespace: text, ports: list(z.number()), listener: text })),
      backendServices: list(z.looseObject({ name: text, namespace: text })),
      resources: list(z.record(z.string(), z.unknown())),
      nodeSelector: orNull(labelSelector),
    }),
  ),
});

const ciliumNodeConfig = z.looseObject({
  ...object,
  spec: z.optional(z.looseObject({ nodeSelector: orNull(labelSelector), defaults: texts })),
});

const ciliumGatewayClassConfig = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      service: z.optional(
        z.looseObject({ type: text, externalTrafficPolicy: text, loadBalancerClass: text, loadBalancerSourceRanges: list(z.string()) }),
      ),
    }),
  ),
});

const ciliumPolicy = z.looseObject({ ...object, spec: anything, specs: list(z.record(z.string(), z.unknown())) });

const targetGroupBinding = z.looseObject({
  ...object,
  spec: z.optional(
    z.looseObject({
      targetGroupARN: text,
      targetGroupName: text,
      targetType: text,
      serviceRef: z.optional(z.looseObject({ name: text, port: z.optional(z.union([z.number(), z.string()])) })),
      nodeSelector: orNull(labelSelector),
      multiClusterTargetGroup: flag,
      networking: orNull(
        z.looseObject({
          ingress: list(
            z.looseObject({
              from: list(
                z.looseObject({
                  securityGroup: z.optional(z.looseObject({ groupID: text })),
                  ipBlock: z.optional(z.looseObject({ cidr: text })),
                }),
              ),
              ports: list(z.looseObject({ port: z.optional(z.union([z.number(), z.string()])), protocol: text })),
            }),
          ),
        }),
      ),
    }),
  ),
  status: z.optional(z.looseObject({ observedGeneration: number, conditions: list(condition) })),
});

const plain = z.looseObject({ ...object, spec: z.optional(z.unknown()), status: z.optional(z.unknown()) });

/** One row a resource: what it is called in the API, whether it has a namespace, and its shape. A rule may read only what stands here. */
export const resources = {
  services: { kind: 'Service', group: '', versions: ['v1'], namespaced: true, shape: service },
  endpoints: { kind: 'Endpoints', group: '', versions: ['v1'], namespaced: true, shape: endpoints },
  nodes: { kind: 'Node', group: '', versions: ['v1'], namespaced: false, shape: node },
  pods: { kind: 'Pod', group: '', versions: ['v1'], namespaced: true, shape: pod },
  configmaps: { kind: 'ConfigMap', group: '', versions: ['v1'], namespaced: true, shape: configMap },
  namespaces: { kind: 'Namespace', group: '', versions: ['v1'], namespaced: false, shape: plain },
  events: { kind: 'Event', group: '', versions: ['v1'], namespaced: true, shape: event },
  'daemonsets.apps': { kind: 'DaemonSet', group: 'apps', versions: ['v1'], namespaced: true, shape: daemonSet },
  'deployments.apps': { kind: 'Deployment', group: 'apps', versions: ['v1'], namespaced: true, shape: deployment },
  'endpointslices.discovery.k8s.io': {
    kind: 'EndpointSlice',
    group: 'discovery.k8s.io',
    versions: ['v1'],
    namespaced: true,
    shape: endpointSlice,
  },
  'leases.coordination.k8s.io': { kind: 'Lease', group: 'coordination.k8s.io', versions: ['v1'], namespaced: true, shape: lease },
  'ingresses.networking.k8s.io': { kind: 'Ingress', group: 'networking.k8s.io', versions: ['v1'], namespaced: true, shape: ingress },
  'ingressclasses.networking.k8s.io': {
    kind: 'IngressClass',
    group: 'networking.k8s.io',
    versions: ['v1'],
    namespaced: false,
    shape: ingressClass,
  },
  'customresourcedefinitions.apiextensions.k8s.io': {
    kind: 'CustomResourceDefinition',
    group: 'apiextensions.k8s.io',
    versions: ['v1'],
    namespaced: false,
    shape: customResourceDefinition,
  },
  'gatewayclasses.gateway.networking.k8s.io': {
    kind: 'GatewayClass',
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    namespaced: false,
    shape: gatewayClass,
  },
  'gateways.gateway.networking.k8s.io': {
    kind: 'Gateway',
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    namespaced: true,
    shape: gateway,
  },
  'httproutes.gateway.networking.k8s.io': {
    kind: 'HTTPRoute',
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1beta1'],
    namespaced: true,
    shape: route,
  },
  'grpcroutes.gateway.networking.k8s.io': {
    kind: 'GRPCRoute',
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1alpha2'],
    namespaced: true,
    shape: route,
  },
  'tlsroutes.gateway.networking.k8s.io': {
    kind: 'TLSRoute',
    group: 'gateway.networking.k8s.io',
    versions: ['v1', 'v1alpha3', 'v1alpha2'],
    namespaced: true,
    shape: route,
  },
  'ciliumnodes.cilium.io': { kind: 'CiliumNode', group: 'cilium.io', versions: ['v2'], namespaced: false, shape: ciliumNode },
  'ciliumenvoyconfigs.cilium.io': {
    kind: 'CiliumEnvoyConfig',
    group: 'cilium.io',
    versions: ['v2'],
    namespaced: true,
    shape: ciliumEnvoyConfig,
  },
  'ciliumclusterwideenvoyconfigs.cilium.io': {
    kind: 'CiliumClusterwideEnvoyConfig',
    group: 'cilium.io',
    versions: ['v2'],
    namespaced: false,
    shape: ciliumEnvoyConfig,
  },
  'ciliumnodeconfigs.cilium.io': {
    kind: 'CiliumNodeConfig',
    group: 'cilium.io',
    versions: ['v2', 'v2alpha1'],
    namespaced: true,
    shape: ciliumNodeConfig,
  },
  'ciliumgatewayclassconfigs.cilium.io': {
    kind: 'CiliumGatewayClassConfig',
    group: 'cilium.io',
    versions: ['v2alpha1'],
    namespaced: true,
    shape: ciliumGatewayClassConfig,
  },
  'ciliumclusterwidenetworkpolicies.cilium.io': {
    kind: 'CiliumClusterwideNetworkPolicy',
    group: 'cilium.io',
    versions: ['v2'],
    namespaced: false,
    shape: ciliumPolicy,
  },
  'targetgroupbindings.elbv2.k8s.aws': {
    kind: 'TargetGroupBinding',
    group: 'elbv2.k8s.aws',
    versions: ['v1beta1'],
    namespaced: true,
    shape: targetGroupBinding,
  },
  'targetgroupbindings.eks.amazonaws.com': {
    kind: 'TargetGroupBinding',
    group: 'eks.amazonaws.com',
    versions: ['v1'],
    namespaced: true,
    shape: targetGroupBinding,
  },
} as const;

/** `<plural>[.<group>]`, as `kubectl get` takes it. */
export type Resource = keyof typeof resources;
export type ResourceTypes = { readonly [R in Resource]: z.infer<(typeof resources)[R]['shape']> };
export type KubernetesObject = ResourceTypes[Resource];

export type Service = ResourceTypes['services'];
export type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number];
export type EndpointSlice = ResourceTypes['endpointslices.discovery.k8s.io'];
export type Endpoints = ResourceTypes['endpoints'];
export type Node = ResourceTypes['nodes'];
export type Pod = ResourceTypes['pods'];
export type ConfigMap = ResourceTypes['configmaps'];
export type Event = ResourceTypes['events'];
export type DaemonSet = ResourceTypes['daemonsets.apps'];
export type Deployment = ResourceTypes['deployments.apps'];
export type Lease = ResourceTypes['leases.coordination.k8s.io'];
export type Ingress = ResourceTypes['ingresses.networking.k8s.io'];
export type GatewayClass = ResourceTypes['gatewayclasses.gateway.networking.k8s.io'];
export type Gateway = ResourceTypes['gateways.gateway.networking.k8s.io'];
export type CiliumNode = ResourceTypes['ciliumnodes.cilium.io'];
export type CiliumEnvoyConfig = ResourceTypes['ciliumenvoyconfigs.cilium.io'];
export type CiliumNodeConfig = ResourceTypes['ciliumnodeconfigs.cilium.io'];
export type CustomResourceDefinition = ResourceTypes['customresourcedefinitions.apiextensions.k8s.io'];
export type TargetGroupBinding = ResourceTypes['targetgroupbindings.elbv2.k8s.aws'];
export type LabelSelector = z.infer<typeof labelSelector>;
export type Condition = z.infer<typeof condition>;
