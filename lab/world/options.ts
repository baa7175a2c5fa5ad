/** What can be chosen about a made world, and what it is when nothing is chosen. */

export type Controller = 'aws-load-balancer-controller' | 'eks-auto-mode' | 'cloud-provider-aws' | 'none';

export interface PortOptions {
  readonly port: number;
  readonly nodePort?: number;
}

export interface WorldOptions {
  readonly account?: string;
  readonly region?: string;
  readonly cluster?: string;
  /** How many nodes, spread over the zones in turn: node 0 in the first zone, node 1 in the second. */
  readonly nodes?: number;
  readonly zones?: readonly string[];
  /** 1.13 to 1.20; decides the placeholder, the CRDs, the ConfigMap keys and the images. */
  readonly ciliumVersion?: string;
  /** Who takes the traffic: a Cilium Gateway, the shared Cilium Ingress, or a Service with pods of its own. */
  readonly front?: 'gateway' | 'ingress' | 'plain';
  readonly namespace?: string;
  /** Of the Gateway, or of the plain Service. */
  readonly name?: string;
  readonly targetType?: 'instance' | 'ip';
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly ports?: readonly PortOptions[];
  readonly controller?: Controller;
  readonly scheme?: 'internal' | 'internet-facing';
  /** Host network mode: Envoy binds the listener ports, and a load balancer made by Terraform sends to them. */
  readonly hostNetwork?: boolean;
  /** Indexes of the nodes on which a back end pod runs. */
  readonly backendNodes?: readonly number[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly takenAt?: string;
  /** Second octet of the VPC's addresses. */
  readonly network?: number;
}
