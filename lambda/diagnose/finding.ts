/** What a rule can say of a subject, and what makes it believable. */

import type { ClusterAccess } from '../text/commands.ts';
import type { Missing } from '../topology/fact.ts';

/** `certain`: a fact read from an API that admits no other reading. A cause that rests on something not being there is `likely` at most. */
export type Confidence = 'certain' | 'likely' | 'possible';
export type Severity = 'critical' | 'warning' | 'info';

/** Where on the path from the load balancer to the pod the break is drawn; in this order. */
export const hops = ['load-balancer', 'listener', 'target-group', 'network', 'node-port', 'envoy', 'route', 'backend'] as const;
export type Hop = (typeof hops)[number];

/** One fact: `text` quotes the API; `source` says where to see it (`ConfigMap kube-system/cilium-config`, `ec2:DescribeNetworkAcls`). */
export interface Evidence {
  readonly text: string;
  readonly source: string;
  /** False: speaks against the finding, and is shown all the same. */
  readonly supports: boolean;
}

/** Something to paste (`command`, `helm`, `manifest`, `terraform`) or to do (`text`). */
export interface Step {
  readonly kind: 'command' | 'helm' | 'manifest' | 'terraform' | 'text';
  readonly text: string;
  /** The command names the context of the cluster, which has to be there (see `access`). */
  readonly usesContext?: true;
}

export interface Remedy {
  readonly title: string;
  readonly recommended: boolean;
  readonly effect: string;
  /** Blast radius first: what breaks, for whom, how long. */
  readonly risk: string;
  readonly undo: string;
  readonly steps: readonly Step[];
  /** Commands and what they must print. */
  readonly verify: readonly Step[];
}

/** Whether one of its commands names the context of the cluster. */
export const usesContext = ({ steps, verify }: Pick<Remedy, 'steps' | 'verify'>): boolean =>
  [...steps, ...verify].some((step) => step.usesContext === true);

/** The names that commands are built from. The engine fills in those of the subject; a finding may add its own (a port, a security group). */
export const nameKeys = [
  'account',
  'region',
  'cluster',
  'ciliumNamespace',
  'namespace',
  'service',
  'gateway',
  'gatewayNamespace',
  'loadBalancer',
  'loadBalancerArn',
  'loadBalancerDimension',
  'requestedScheme',
  'actualScheme',
  'targetGroup',
  'targetGroupArn',
  'instance',
  'securityGroup',
  'networkAcl',
  'port',
  'peer',
  'peerKind',
  'peerField',
  'node',
  'pod',
  'daemonSet',
  'daemonNamespace',
  'controllerNamespace',
  'nodeConfig',
  'classConfig',
  'classConfigNamespace',
  'bundle',
  'key',
] as const;

export type NameKey = (typeof nameKeys)[number];

/** Every value that is not a plain name, or not known, is `<key>`: it enters a command as a placeholder only. */
export type Names = Readonly<Record<NameKey, string>> & {
  /** Which cluster, region and profile the commands are for. */
  readonly access: ClusterAccess;
};

/** An object that several load balancers may share, such as `SecurityGroup sg-…` or `Deployment kube-system/aws-load-balancer-controller`. */
export interface SharedObject {
  readonly kind: string;
  readonly name: string;
}

interface Told {
  /** One sentence for this case, with its numbers and names. */
  readonly summary: string;
  readonly confidence: Confidence;
  /** Why the confidence is what it is, in a clause. */
  readonly because: string;
  /** In the order that convinces. */
  readonly evidence: readonly Evidence[];
  /** Further names for the rule's remedies. */
  readonly names?: Readonly<Partial<Record<NameKey, string>>>;
  /** The object at fault, where other load balancers may fail because of the same one; not given where that is the cluster's configuration. */
  readonly sharedBy?: SharedObject;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
}

/** `targets` are the keys (Target.key) of all targets this cause would make fail, healthy ones included: that is what it can be refuted by. */
export interface Cause extends Told {
  readonly kind: 'cause';
  readonly targets: readonly string[];
}

/** Wrong, or about to hurt, but not why targets fail. */
export interface Advice extends Told {
  readonly kind: 'advice';
}

export interface RuledOut {
  readonly kind: 'ruledOut';
  /** The fact that excludes it, in a sentence. */
  readonly because: string;
}

export interface Unknown {
  readonly kind: 'unknown';
  readonly missing: Missing;
}

/** The rule has nothing to say of this subject; it is not shown. */
export interface NotApplicable {
  readonly kind: 'notApplicable';
}

export type Finding = Cause | Advice | RuledOut | Unknown | NotApplicable;

export const cause = (told: Omit<Cause, 'kind'>): Cause => ({ kind: 'cause', ...told });
export const advice = (told: Omit<Advice, 'kind'>): Advice => ({ kind: 'advice', ...told });
export const ruledOut = (because: string): RuledOut => ({ kind: 'ruledOut', because });
export const unknown = (fact: { readonly missing: Missing }): Unknown => ({ kind: 'unknown', missing: fact.missing });
export const notApplicable: NotApplicable = { kind: 'notApplicable' };

export const supporting = (text: string, source: string): Evidence => ({ text, source, supports: true });
export const opposing = (text: string, source: string): Evidence => ({ text, source, supports: false });
