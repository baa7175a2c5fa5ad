/** Tags that controllers set: which cluster and which Service a load balancer was made for. */

import type { TagDescription } from '../snapshot/aws.ts';
import type { Backend } from './kubernetes/wanted.ts';

export type Tags = ReadonlyMap<string, string>;

/** By ARN. An ARN that is not there was not read, or has no tags. */
export function tagsByArn(descriptions: readonly TagDescription[]): ReadonlyMap<string, Tags> {
  return new Map(
    descriptions.map(({ ResourceArn, Tags: tags }) => [ResourceArn, new Map(tags?.map(({ Key, Value }) => [Key, Value ?? '']))]),
  );
}

const clusterKeys = ['elbv2.k8s.aws/cluster', 'eks:eks-cluster-name'];
const inTree = 'kubernetes.io/cluster/';

/** The name of the cluster that the tags claim. */
export function clusterTag(tags: Tags | undefined): string | undefined {
  const named = clusterKeys.map((key) => tags?.get(key)).find((value) => value !== undefined);
  return named ?? [...(tags?.keys() ?? [])].find((key) => key.startsWith(inTree))?.slice(inTree.length);
}

const serviceKeys = ['service.k8s.aws/stack', 'service.eks.amazonaws.com/stack', 'kubernetes.io/service-name'];

/** The Service that the tags name, as `<namespace>/<name>`. */
export function serviceTag(tags: Tags | undefined): Backend | undefined {
  const value = serviceKeys.map((key) => tags?.get(key)).find((text) => text !== undefined);
  const [namespace, name, ...rest] = value?.split('/') ?? [];
  return namespace === undefined || name === undefined || rest.length > 0 ? undefined : { namespace, name };
}

/** Whether a controller of some cluster made it. */
export const isControlled = (tags: Tags | undefined): boolean => clusterTag(tags) !== undefined || serviceTag(tags) !== undefined;
