/** Metadata as the API server fills it in: uid, resource version and creation time follow from the name. */

import type { KubernetesObject } from '../../../lambda/snapshot/kubernetes.ts';
import { resourceVersion, uuid } from '../ids.ts';
import type { ClusterPlan } from '../plan.ts';
import { times } from '../times.ts';

type Metadata = KubernetesObject['metadata'];

export interface Identity {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export const uidOf = (plan: Pick<ClusterPlan, 'name'>, { kind, namespace, name }: Identity): string =>
  uuid(kind, plan.name, namespace ?? '', name);

export function metadata(plan: Pick<ClusterPlan, 'name'>, identity: Identity, rest: Partial<Metadata> = {}): Metadata {
  const { name, namespace } = identity;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uidOf(plan, identity),
    resourceVersion: resourceVersion(plan.name, identity.kind, namespace, name),
    creationTimestamp: times.clusterCreated,
    ...rest,
  };
}

export function ownedBy(plan: Pick<ClusterPlan, 'name'>, apiVersion: string, owner: Identity) {
  return [{ apiVersion, kind: owner.kind, name: owner.name, uid: uidOf(plan, owner), controller: true }];
}

export const condition = (type: string, status: string, reason: string, message: string, lastTransitionTime: string) => ({
  lastTransitionTime,
  message,
  reason,
  status,
  type,
});
