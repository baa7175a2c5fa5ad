/** The topology: who stands behind whom, from the load balancer to the node. Rules read this and nothing else. */

import type { Instance, Listener, LoadBalancer, TargetGroup as TargetGroupFacts } from '../snapshot/aws.ts';
import type {
  CiliumEnvoyConfig,
  CiliumNode,
  Gateway,
  Ingress,
  Node,
  Pod,
  Service,
  ServicePort,
  TargetGroupBinding,
} from '../snapshot/kubernetes.ts';
import type { Scheme } from '../snapshot/scheme.ts';
import type { ClusterSnapshot, Gap, RegionSnapshot, Requested } from '../snapshot/snapshot.ts';
import type { Fact } from './fact.ts';

export interface Topology {
  /** RFC 3339; the only clock there is. */
  readonly takenAt: string;
  readonly account: string | undefined;
  /** Network load balancers only, ordered by region, then name. */
  readonly loadBalancers: readonly NetworkLoadBalancer[];
  /** Ordered by region, then name. */
  readonly clusters: readonly Cluster[];
  readonly gaps: readonly Gap[];
  /** What was requested and what was read, by region: a region may be requested and not read at all. */
  readonly requested: Requested;
  readonly regionsSeen: readonly string[];
}

/** Who made a load balancer: told from tags and names. */
export type Controller = 'aws-load-balancer-controller' | 'eks-auto-mode' | 'cloud-provider-aws' | 'unknown';

/** The evidence by which a load balancer or target group was joined to its Service; `number` is the rung of the ladder, 1 the strongest. */
export interface Rung {
  readonly number: number;
  readonly name:
    | 'target-group-binding'
    | 'service-tag'
    | 'gateway-tag'
    | 'cloud-provider-tag'
    | 'dns-name'
    | 'name-hash'
    | 'gateway-address'
    | 'node-port'
    | 'pod-address';
  readonly text: string;
  readonly source: string;
}

export interface NetworkLoadBalancer {
  readonly facts: LoadBalancer;
  readonly region: string;
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string | undefined;
  readonly scheme: string | undefined;
  /** What the person who asks expects, where nothing in Kubernetes asks for a scheme. */
  readonly expectedScheme: Scheme | undefined;
  /** Everything else that was read of the region: EC2 facts are looked up there (see network.ts). */
  readonly surroundings: RegionSnapshot;
  readonly tags: Fact<ReadonlyMap<string, string>>;
  readonly attributes: Fact<ReadonlyMap<string, string>>;
  readonly listeners: Fact<readonly Listener[]>;
  readonly controller: Controller;
  /** Groups the load balancer forwards to, and groups of the same Service that no listener forwards to (`attached` false). */
  readonly targetGroups: readonly TargetGroup[];
  /** False where it could not be told which groups belong to it: it can then not be called healthy. */
  readonly targetGroupsComplete: boolean;
  /** The cluster behind it, where one could be told; it may be one of which nothing was read. */
  readonly cluster: Cluster | undefined;
  /** What the load balancer was made for (Service type LoadBalancer, or a Gateway of the AWS Load Balancer Controller): the first group's where tags do not say. */
  readonly origin: Origin | undefined;
  /** Set where more than one cluster claims it. */
  readonly claimedBy: readonly string[];
}

/** The Service a load balancer or target group is joined to, and who owns that Service. */
export interface Origin {
  readonly namespace: string;
  readonly name: string;
  /** Known and undefined: read, and not there. */
  readonly service: Fact<Service | undefined>;
  readonly rungs: readonly Rung[];
  /** The Gateway that owns the Service (Cilium), or for which the load balancer was made. */
  readonly gateway: Fact<Gateway | undefined>;
  readonly ingress: Fact<Ingress | undefined>;
  /** Whether Cilium's Envoy answers for this Service, and by which fact that is known. */
  readonly servedByEnvoy: Fact<{ readonly yes: boolean; readonly because: string; readonly source: string }>;
  /** CiliumEnvoyConfigs whose spec.services name this Service. */
  readonly envoyConfigs: Fact<readonly CiliumEnvoyConfig[]>;
}

export interface TargetGroup {
  readonly facts: TargetGroupFacts;
  readonly arn: string;
  readonly name: string;
  readonly port: number | undefined;
  readonly protocol: string | undefined;
  readonly targetType: string | undefined;
  readonly attached: boolean;
  readonly tags: Fact<ReadonlyMap<string, string>>;
  readonly attributes: Fact<ReadonlyMap<string, string>>;
  readonly binding: Fact<TargetGroupBinding | undefined>;
  /** The Service this group serves; equal to the load balancer's origin but for load balancers that serve several. */
  readonly origin: Origin | undefined;
  readonly servicePort: Fact<ServicePort | undefined>;
  /** Registered targets, then expected ones that are not registered, then one `empty` stand-in where nothing is registered and nothing is known to be expected. */
  readonly targets: readonly Target[];
  /** False where target health was not read: nothing may be concluded from `targets`. */
  readonly healthRead: boolean;
  /** How many targets should be healthy, computed as the controller does; unknown where the controller, nodes or endpoints were not read. */
  readonly expected: Fact<number>;
}

/**
 * What a target's state means once expectation is taken into account.
 * `failing` should be healthy and is not: what rules have to explain. `waiting` is being registered. `resting` is leaving or shifted away.
 * `byDesign` fails because its node has no endpoint and policy is Local. `unknown` cannot be told.
 */
export type Verdict = 'healthy' | 'failing' | 'waiting' | 'resting' | 'byDesign' | 'unknown';

export interface Target {
  /** Unique in a snapshot: `<target group name>/<id>:<port>`. */
  readonly key: string;
  /** Instance id or IP address; empty in an `empty` stand-in. */
  readonly id: string;
  readonly port: number | undefined;
  readonly zone: string | undefined;
  /** As AWS says it, or `missing` (expected, not registered), or `empty` (the group has no target at all). */
  readonly state: string;
  readonly reason: string | undefined;
  readonly description: string | undefined;
  /** The port really checked, as a number, where it is known. */
  readonly healthCheckPort: number | undefined;
  readonly verdict: Verdict;
  readonly node: ClusterNode | undefined;
  /** Known and undefined: instances were read and it is not among them. */
  readonly instance: Fact<Instance | undefined>;
}

export interface ClusterNode {
  readonly name: string;
  readonly instanceId: string | undefined;
  readonly internalIp: string | undefined;
  readonly zone: string | undefined;
  readonly object: Node;
  /** Condition Ready; undefined where the condition is not there. */
  readonly ready: boolean | undefined;
  readonly ciliumNode: Fact<CiliumNode | undefined>;
  /**
   * CiliumNode.spec.ingress: the API-readable proof that the running agent has Envoy configuration on (cilium 1.13 and newer).
   * Known and undefined: `ingress: {}` (or empty addresses) stood there. A CiliumNode without the field says nothing.
   */
  readonly ingressAddress: Fact<string | undefined>;
  readonly agent: Fact<Pod | undefined>;
  readonly envoy: Fact<Pod | undefined>;
}

export interface Cluster {
  readonly name: string;
  readonly region: string;
  readonly snapshot: ClusterSnapshot;
  /** False: the API server did not answer, or refused; undefined: nothing was tried. */
  readonly reachable: boolean | undefined;
  readonly error: string | undefined;
  readonly nodes: Fact<readonly ClusterNode[]>;
  /** The namespace Cilium runs in, found by its objects, `kube-system` where nothing tells. */
  readonly ciliumNamespace: string;
  /** Version of the agents, such as `1.18.3`, from the image or label of the DaemonSet or its pods. */
  readonly ciliumVersion: Fact<string>;
}
