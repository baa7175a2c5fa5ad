/** The answer: JSON output format 1, a public contract (schema/diagnosis.v1.schema.json). Reports, incidents and messages are functions of it. */

import type { Confidence, Evidence, Hop, Remedy, Severity, SharedObject } from './finding.ts';

export interface Diagnosis {
  readonly format: 1;
  readonly takenAt: string;
  readonly account: string | null;
  /** What was requested or needed and could not be read: where this is not empty, silence says nothing. */
  readonly cannotTell: readonly BlindSpot[];
  readonly loadBalancers: readonly LoadBalancerDiagnosis[];
  readonly clusters: readonly ClusterDiagnosis[];
  readonly coverage: Coverage;
}

/** One thing that was requested or needed, and that was not read, or not completely. */
export interface BlindSpot {
  readonly subject: 'region' | 'cluster' | 'load-balancer' | 'service' | 'gateway';
  readonly name: string;
  /** Null where the subject was searched for in several regions. */
  readonly region: string | null;
  readonly extent: 'nothing-read' | 'partly-read';
  /** A clause without a full stop. */
  readonly because: string;
  /** What to do about it: a clause without a full stop. */
  readonly remedy: string;
  /** The code of the failure, as the other side or the runtime gave it. */
  readonly code: string | null;
}

export type Status = 'healthy' | 'degraded' | 'down' | 'unknown';

export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** How the commands of a diagnosis reach the cluster. */
export interface KubernetesAccess {
  /** Stands in every kubectl and helm command; `<…>` where the reader has to put it in. */
  readonly context: string;
  /** The kubeconfig that was given; null: the reader's own. */
  readonly kubeconfig: string | null;
  /** The command that makes the context, to run once before the others; null where it is there, or only the reader can make it. */
  readonly setup: string | null;
  /** What the reader has to put in for the context; null where nothing. */
  readonly note: string | null;
}

export interface LoadBalancerDiagnosis {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string | null;
  readonly region: string;
  /** `requested` null: nobody asked for a scheme, or it is not known. `requestedBy`: the object and field that asks. */
  readonly scheme: { readonly actual: string | null; readonly requested: string | null; readonly requestedBy: string | null };
  readonly cluster: string | null;
  /** Null where no command names a context; undefined in diagnoses that an older version stored. */
  readonly access?: KubernetesAccess | null;
  readonly service: ObjectName | null;
  readonly gateway: ObjectName | null;
  /** The rung of the ladder that joined load balancer and Service, in words; null where they could not be joined. */
  readonly joinedBy: string | null;
  readonly status: Status;
  /** No target of a whole group is healthy, so the load balancer sends to all of them. */
  readonly failsOpen: boolean;
  /** What a pager shows: status, counts, cause; one or two sentences. */
  readonly summary: string;
  readonly targetGroups: readonly TargetGroupDiagnosis[];
  readonly path: readonly PathHop[];
  /** Best first: findings[0] is the diagnosis where it is a cause. */
  readonly findings: readonly ReportedFinding[];
  /** Failing targets that no cause explains. */
  readonly unexplained: number;
  readonly ruledOut: readonly { readonly rule: string; readonly because: string }[];
  readonly unknown: readonly { readonly rule: string; readonly missing: string; readonly grant: string }[];
  /** Things readers of older reports will look for: odd at first sight, and normal. */
  readonly normal: readonly { readonly what: string; readonly because: string }[];
  /** The shape of the failure in a sentence; null where nothing fails. */
  readonly shape: string | null;
  /** What failing targets have and healthy ones do not; empty where there is nothing to compare. */
  readonly differences: readonly { readonly what: string; readonly failing: string; readonly healthy: string }[];
}

export interface TargetGroupDiagnosis {
  readonly arn: string;
  readonly name: string;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly targetType: string | null;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly initial: number;
  readonly draining: number;
  readonly unused: number;
  /** How many should be healthy; null where it is not known. */
  readonly expected: number | null;
  /** Targets that fail by design (no local endpoint under policy Local). */
  readonly byDesign: number;
  /** Targets that should be healthy and are not: failing, still being registered, or missing. */
  readonly failing: number;
  readonly targets: readonly TargetDiagnosis[];
}

export interface TargetDiagnosis {
  readonly id: string;
  readonly port: number | null;
  readonly zone: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly node: string | null;
}

export interface PathHop {
  readonly hop: Hop;
  /** `broken`: the path breaks here, a cause was found. `failing`: seen to be wrong, and not known to be where it breaks. `unknown`: nothing proves either. */
  readonly state: 'ok' | 'failing' | 'broken' | 'unknown';
  readonly text: string;
}

export interface ReportedFinding {
  readonly rule: string;
  readonly kind: 'cause' | 'advice';
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** Why the confidence is what it is. */
  readonly because: string;
  readonly title: string;
  readonly summary: string;
  readonly hop: Hop;
  /** What the finding is about: the health of targets, or the scheme. */
  readonly about: 'targets' | 'scheme';
  /** The object at fault, where other load balancers may share it; null where that is the cluster's configuration, or is not known. */
  readonly sharedBy: SharedObject | null;
  readonly explains: { readonly targets: number; readonly of: number };
  readonly evidence: readonly Evidence[];
  readonly remedies: readonly Remedy[];
  readonly references: readonly string[];
  /** Findings folded under this one: general rules it replaces, and what follows from it. */
  readonly consequences: readonly { readonly rule: string; readonly summary: string }[];
}

export interface ClusterDiagnosis {
  readonly name: string;
  readonly region: string;
  readonly reachable: boolean | null;
  readonly error: string | null;
  readonly ciliumVersion: string | null;
  /** As that of a load balancer. */
  readonly access?: KubernetesAccess | null;
  readonly findings: readonly ReportedFinding[];
}

export interface Coverage {
  readonly regions: readonly string[];
  readonly loadBalancers: number;
  readonly targetGroups: number;
  readonly notRead: readonly {
    readonly what: string;
    readonly region: string | null;
    readonly cluster: string | null;
    /** Why, and what to do. */
    readonly error: string;
    /** As the other side or the runtime gave it: `AccessDenied`, `403`, `ECONNREFUSED`; absent where there was none. */
    readonly code?: string;
    /** It was refused because this caller may not; absent where it is no matter of permission. */
    readonly denied?: true;
  }[];
}
