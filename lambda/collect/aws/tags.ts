/** What the tags of controllers say: the cluster and the Service that a load balancer was created for. */

import type { TagDescription } from '../../snapshot/aws.ts';
import {
  cloudProviderServiceTagKey,
  clusterNamedIn,
  clusterOwning,
  gatewayStackTagKeys,
  serviceStackTagKeys,
} from '../../snapshot/controllerTags.ts';
import type { Backend } from '../kubernetes/wanted.ts';

export type Tags = ReadonlyMap<string, string>;

/** By ARN. An ARN that is not there was not read, or has no tags. */
export function tagsByArn(descriptions: readonly TagDescription[]): ReadonlyMap<string, Tags> {
  return new Map(
    descriptions.map(({ ResourceArn, Tags: tags }) => [ResourceArn, new Map(tags?.map(({ Key, Value }) => [Key, Value ?? '']))]),
  );
}

/** The name of the cluster that the tags claim. */
export const clusterTag = (tags: Tags | undefined): string | undefined => clusterNamedIn(tags) ?? clusterOwning(tags);

const serviceTagKeys = [...serviceStackTagKeys, cloudProviderServiceTagKey];

function namedIn(tags: Tags | undefined, keys: readonly string[]): Backend | undefined {
  const value = keys.map((key) => tags?.get(key)).find((text) => text !== undefined);
  const [namespace, name, ...rest] = value?.split('/') ?? [];
  return namespace === undefined || name === undefined || rest.length > 0 ? undefined : { namespace, name };
}

/** The Service that the tags name, as `<namespace>/<name>`. */
export const serviceTag = (tags: Tags | undefined): Backend | undefined => namedIn(tags, serviceTagKeys);

/** The Gateway of the AWS Load Balancer Controller's own class that the tags name. */
export const gatewayTag = (tags: Tags | undefined): Backend | undefined => namedIn(tags, gatewayStackTagKeys);

/** Whether a controller of some cluster created it. */
export const isControlled = (tags: Tags | undefined): boolean =>
  clusterTag(tags) !== undefined || serviceTag(tags) !== undefined || gatewayStackTagKeys.some((key) => tags?.has(key));
