/** Verbs that recipes read like prose: each makes a copy of a world with one thing different. */

import type { LoadBalancer, SecurityGroupRule, TargetGroup, TargetHealthDescription } from '../../lambda/snapshot/aws.ts';
import type {
  CiliumNode,
  ConfigMap,
  Event,
  Gateway,
  KubernetesObject,
  Node,
  Pod,
  Resource,
  ResourceTypes,
  Service,
} from '../../lambda/snapshot/kubernetes.ts';
import type { ClusterSnapshot, Gap, Reading, RegionSnapshot, Snapshot } from '../../lambda/snapshot/snapshot.ts';

export type Edit = (snapshot: Snapshot) => Snapshot;

export const change = (world: Snapshot, ...edits: readonly Edit[]): Snapshot => edits.reduce((snapshot, edit) => edit(snapshot), world);

/** Every cluster, or region, of the world. */
const clusters =
  (edit: (cluster: ClusterSnapshot) => ClusterSnapshot): Edit =>
  (snapshot) => ({ ...snapshot, clusters: snapshot.clusters.map(edit) });
export const regions =
  (edit: (region: RegionSnapshot) => RegionSnapshot): Edit =>
  (snapshot) => ({ ...snapshot, regions: snapshot.regions.map(edit) });

const items = <T>(reading: Reading<T>, edit: (list: readonly T[]) => readonly T[]): Reading<T> => ({
  ...reading,
  items: edit(reading.items),
});

function reading<R extends Resource>(resource: R, edit: (list: Reading<ResourceTypes[R]>) => Reading<ResourceTypes[R]>): Edit {
  return clusters((cluster) => {
    const list = (cluster.readings.get(resource) ?? { state: 'complete', items: [] }) as Reading<ResourceTypes[R]>;
    return { ...cluster, readings: new Map(cluster.readings).set(resource, edit(list)) };
  });
}

/** Changes every object of the resource that `where` picks. */
export const each = <R extends Resource>(
  resource: R,
  edit: (object: ResourceTypes[R], at: number) => ResourceTypes[R],
  where: (object: ResourceTypes[R], at: number) => boolean = () => true,
): Edit => reading(resource, (list) => items(list, (all) => all.map((object, at) => (where(object, at) ? edit(object, at) : object))));

export const without = <R extends Resource>(resource: R, where: (object: ResourceTypes[R]) => boolean = () => true): Edit =>
  reading(resource, (list) => items(list, (all) => all.filter((object) => !where(object))));

/** Adds objects; the resource counts as read. */
export const add = <R extends Resource>(resource: R, ...objects: readonly ResourceTypes[R][]): Edit =>
  reading(resource, (list) => items(list, (all) => [...all, ...objects]));

/** The kind was not read, or was refused. */
export const unread = (resource: Resource, error = 'not read', code?: number): Edit =>
  clusters((cluster) => {
    const gap: Gap = { what: resource, region: cluster.region, cluster: cluster.name, error, ...(code === undefined ? {} : { code }) };
    return { ...cluster, readings: new Map(cluster.readings).set(resource, { state: 'incomplete', items: [], gap }) };
  });

/** Read, and there is none: what a list of an empty kind answers. */
export const none = (resource: Resource): Edit => reading(resource, () => ({ state: 'complete', items: [] }));

export const named =
  (name: string) =>
  (object: KubernetesObject): boolean =>
    object.metadata.name === name;

/** A key of cilium-config; undefined takes it out. */
export const setting = (key: string, value: string | undefined): Edit =>
  each('configmaps', (config) => ({ ...config, data: withKey(config.data ?? {}, key, value) }), named('cilium-config'));

function withKey(data: Readonly<Record<string, string>>, key: string, value: string | undefined): Record<string, string> {
  const { [key]: _, ...rest } = data;
  return value === undefined ? rest : { ...rest, [key]: value };
}

/** When cilium-config was last written, by every manager that wrote it. */
export const configWritten = (time: string): Edit =>
  each(
    'configmaps',
    (config: ConfigMap) => ({
      ...config,
      metadata: { ...config.metadata, managedFields: (config.metadata.managedFields ?? []).map((entry) => ({ ...entry, time })) },
    }),
    named('cilium-config'),
  );

const isFront = (service: Service): boolean => service.spec?.type === 'LoadBalancer';

/** The Services behind load balancers. */
export const frontService = (edit: (spec: NonNullable<Service['spec']>, service: Service) => Partial<NonNullable<Service['spec']>>): Edit =>
  each('services', (service) => ({ ...service, spec: { ...service.spec, ...edit(service.spec ?? {}, service) } }), isFront);

export const annotateService = (annotations: Readonly<Record<string, string>>): Edit =>
  each(
    'services',
    (service) => ({ ...service, metadata: { ...service.metadata, annotations: { ...service.metadata.annotations, ...annotations } } }),
    isFront,
  );

export const gateways = (edit: (gateway: Gateway) => Gateway): Edit => each('gateways.gateway.networking.k8s.io', edit);

/** Nodes by their place in the list, 0 the first. */
export const nodes = (places: readonly number[], edit: (node: Node) => Node): Edit => each('nodes', edit, (_, at) => places.includes(at));
export const ciliumNodes = (places: readonly number[], edit: (node: CiliumNode) => CiliumNode): Edit =>
  each('ciliumnodes.cilium.io', edit, (_, at) => places.includes(at));

/** `spec.ingress: {}`: what an agent publishes that runs without Envoy configuration. */
export const withoutIngressAddress =
  (...places: readonly number[]): Edit =>
  (snapshot) => {
    const all = snapshot.clusters.flatMap((cluster) =>
      [...(cluster.readings.get('ciliumnodes.cilium.io')?.items ?? [])].map((_, at) => at),
    );
    return ciliumNodes(places.length === 0 ? all : places, (node) => ({ ...node, spec: { ...node.spec, ingress: {} } }))(snapshot);
  };

/** Pods of one app (label k8s-app), all or on the nodes at these places. */
export const pods =
  (app: string, edit: (pod: Pod) => Pod, places?: readonly number[]): Edit =>
  (snapshot) => {
    const names = nodeNames(snapshot, places);
    return each(
      'pods',
      edit,
      ({ metadata, spec }) => metadata.labels?.['k8s-app'] === app && (places === undefined || names.has(spec?.nodeName ?? '')),
    )(snapshot);
  };

export const withoutPods =
  (app: string, places: readonly number[]): Edit =>
  (snapshot) => {
    const names = nodeNames(snapshot, places);
    return without('pods', ({ metadata, spec }) => metadata.labels?.['k8s-app'] === app && names.has(spec?.nodeName ?? ''))(snapshot);
  };

function nodeNames(snapshot: Snapshot, places: readonly number[] | undefined): ReadonlySet<string> {
  const list = snapshot.clusters.flatMap((cluster) => cluster.readings.get('nodes')?.items ?? []);
  return new Set(list.filter((_, at) => places?.includes(at) ?? true).map(({ metadata }) => metadata.name));
}

/** When the pods' containers and init containers ran: what "restarted at" means. */
export const started = (app: string, time: string, places?: readonly number[]): Edit =>
  pods(
    app,
    (pod) => ({
      ...pod,
      metadata: { ...pod.metadata, creationTimestamp: time },
      status: {
        ...pod.status,
        startTime: time,
        containerStatuses: (pod.status?.containerStatuses ?? []).map((one) => ({ ...one, state: { running: { startedAt: time } } })),
        initContainerStatuses: (pod.status?.initContainerStatuses ?? []).map((one) => ({
          ...one,
          state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: time, finishedAt: time } },
        })),
      },
    }),
    places,
  );

/** Marks pods as not ready, their container waiting for this reason. */
export const crashing = (app: string, places: readonly number[], reason = 'CrashLoopBackOff'): Edit =>
  pods(
    app,
    (pod) => ({
      ...pod,
      status: {
        ...pod.status,
        conditions: (pod.status?.conditions ?? []).map((one) =>
          one.type === 'Ready' || one.type === 'ContainersReady' ? { ...one, status: 'False', reason: 'ContainersNotReady' } : one,
        ),
        containerStatuses: (pod.status?.containerStatuses ?? []).map((one) => ({
          ...one,
          ready: false,
          restartCount: 14,
          state: { waiting: { reason } },
        })),
      },
    }),
    places,
  );

export const event = (
  about: { readonly kind: string; readonly namespace: string; readonly name: string },
  reason: string,
  message: string,
  time: string,
): Edit =>
  add('events', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${about.name}.${reason.toLowerCase()}`, namespace: about.namespace, creationTimestamp: time },
    involvedObject: { ...about },
    reason,
    message,
    type: reason === 'SuccessfullyReconciled' ? 'Normal' : 'Warning',
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  } satisfies Event);

/** A target, as recipes choose one: its group, its port, and the place of its node among the nodes. */
export interface Place {
  readonly group: string;
  readonly port: number | undefined;
  readonly node: number;
}

/** What every target group says of its targets. */
export const targetHealth = (edit: (all: readonly TargetHealthDescription[], group: string) => readonly TargetHealthDescription[]): Edit =>
  regions((region) => ({
    ...region,
    targetHealth: new Map([...region.targetHealth].map(([group, list]) => [group, items(list, (all) => edit(all, group))])),
  }));

/** Target health of those that `where` picks. */
export const health =
  (state: string, reason: string | undefined, where: (place: Place) => boolean = () => true): Edit =>
  (snapshot) => {
    const ids = snapshot.clusters.flatMap((cluster) =>
      (cluster.readings.get('nodes')?.items ?? []).map((node) =>
        String((node as Node).spec?.providerID)
          .split('/')
          .at(-1),
      ),
    );
    const health = { State: state, ...(reason === undefined ? {} : { Reason: reason }) };
    return targetHealth((all, group) =>
      all.map((one) =>
        where({ group, port: one.Target.Port, node: ids.indexOf(one.Target.Id) }) ? { ...one, TargetHealth: health } : one,
      ),
    )(snapshot);
  };

export const failing = (where?: (place: Place) => boolean): Edit => health('unhealthy', 'Target.FailedHealthChecks', where);
export const onNodes =
  (...places: readonly number[]) =>
  ({ node }: Place): boolean =>
    places.includes(node);
export const onPort =
  (...ports: readonly number[]) =>
  ({ port }: Place): boolean =>
    port !== undefined && ports.includes(port);

/** Takes targets out of their groups. */
export const deregistered = (where: (description: TargetHealthDescription, group: string) => boolean = () => true): Edit =>
  targetHealth((all, group) => all.filter((one) => !where(one, group)));

/** The port that is checked of every target, as target health shows it. */
export const checkedOn = (port: number): Edit => targetHealth((all) => all.map((one) => ({ ...one, HealthCheckPort: String(port) })));

export const loadBalancers = (edit: (balancer: LoadBalancer) => LoadBalancer): Edit =>
  regions((region) => ({ ...region, loadBalancers: region.loadBalancers.map(edit) }));
export const targetGroups = (edit: (group: TargetGroup) => TargetGroup): Edit =>
  regions((region) => ({ ...region, targetGroups: region.targetGroups.map(edit) }));

export const tags = (edit: (tags: Readonly<Record<string, string>>, arn: string) => Readonly<Record<string, string>>): Edit =>
  regions((region) => ({
    ...region,
    tags: items(region.tags, (all) =>
      all.map((one) => ({
        ...one,
        Tags: Object.entries(edit(Object.fromEntries((one.Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ''])), one.ResourceArn)).map(
          ([Key, Value]) => ({ Key, Value }),
        ),
      })),
    ),
  }));

/** Neither tags nor its name say who made a load balancer. */
export const madeByNobody: readonly Edit[] = [tags(() => ({})), loadBalancers((one) => ({ ...one, LoadBalancerName: 'edge' }))];

export const securityGroupRules = (edit: (rules: readonly SecurityGroupRule[]) => readonly SecurityGroupRule[]): Edit =>
  regions((region) => ({ ...region, securityGroupRules: items(region.securityGroupRules, edit) }));

/** The controller's rule for the NodePorts admits the whole range, and with it the port of the health check. */
export const wholeRangeAdmitted: Edit = securityGroupRules((rules) =>
  rules.map((rule) => (rule.FromPort === 30866 ? { ...rule, ToPort: 32767 } : rule)),
);

type Lists =
  | 'instances'
  | 'networkInterfaces'
  | 'networkAcls'
  | 'subnets'
  | 'securityGroups'
  | 'vpcs'
  | 'dhcpOptions'
  | 'routeTables'
  | 'managedPrefixLists';
type ItemOf<L extends Lists> = RegionSnapshot[L]['items'][number];

/** Any other list of the region. */
export const network = <L extends Lists>(list: L, edit: (all: readonly ItemOf<L>[]) => readonly ItemOf<L>[]): Edit =>
  regions((region) => ({ ...region, [list]: items(region[list] as Reading<ItemOf<L>>, edit) }));

export const networkUnread = (list: Lists | 'securityGroupRules', what: string): Edit =>
  regions((region) => ({
    ...region,
    [list]: { state: 'incomplete', items: [], gap: { what, region: region.region, code: 403, error: 'not authorised' } },
  }));

/** Lines of every agent's log. */
export const agentLogs = (...lines: readonly string[]): Edit =>
  clusters((cluster) => {
    const agents = (cluster.readings.get('pods')?.items ?? []).filter(({ metadata }) => metadata.labels?.['k8s-app'] === 'cilium');
    const logs = agents.map(({ metadata }) => ({
      namespace: metadata.namespace ?? '',
      pod: metadata.name,
      container: 'cilium-agent',
      lines,
    }));
    return { ...cluster, logs };
  });

/** Cilium of another version: images and labels of agents, Envoy and operator. */
export const ciliumVersion = (version: string): Edit => {
  const image = (text: string | undefined) => text?.replace(/:v\d+\.\d+\.\d+.*$/, `:v${version}`);
  const containers = <T extends { readonly name?: string | undefined; readonly image?: string | undefined }>(
    list: readonly T[] | undefined,
  ) => list?.map((one) => (one.name === 'cilium-agent' || one.name === 'config' ? { ...one, image: image(one.image) } : one));
  return (snapshot) =>
    change(
      snapshot,
      each(
        'daemonsets.apps',
        (set) =>
          ({
            ...set,
            spec: {
              ...set.spec,
              template: {
                ...set.spec?.template,
                spec: { ...set.spec?.template?.spec, containers: containers(set.spec?.template?.spec?.containers) },
              },
            },
          }) as typeof set,
        named('cilium'),
      ),
      pods(
        'cilium',
        (pod) =>
          ({
            ...pod,
            spec: { ...pod.spec, containers: containers(pod.spec?.containers), initContainers: containers(pod.spec?.initContainers) },
          }) as Pod,
      ),
    );
};
