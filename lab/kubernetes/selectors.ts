/** Which objects of a list a request asks for: a namespace, labels, fields. */

import type { KubernetesObject } from '../../lambda/snapshot/kubernetes.ts';
import { matches } from '../../lambda/snapshot/selectors.ts';

export interface Selection {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export type Test = (object: KubernetesObject) => boolean;

/** Undefined where a field selector names a field that API servers cannot select by. */
export function testOf({ namespace, labelSelector, fieldSelector }: Selection): Test | undefined {
  const fields = (fieldSelector ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map(fieldTest);
  if (fields.some((test) => test === undefined)) return undefined;
  return (object) => {
    if (namespace !== undefined && object.metadata.namespace !== namespace) return false;
    if (labelSelector && !matches(labelSelector, object.metadata.labels)) return false;
    return fields.every((test) => test?.(object));
  };
}

/** Fields of k8s.io/kubernetes/pkg/apis/core/v1/conversion.go that matter here. */
const selectable = [
  'metadata.name',
  'metadata.namespace',
  'spec.nodeName',
  'status.phase',
  'involvedObject.kind',
  'involvedObject.name',
  'involvedObject.namespace',
  'involvedObject.uid',
  'reason',
  'type',
];

function fieldTest(term: string): Test | undefined {
  const [, field = '', operator, wanted = ''] = /^([^=!]+)(!=|==|=)(.*)$/.exec(term) ?? [];
  if (!selectable.includes(field)) return undefined;
  return (object) => (fieldOf(object, field) === wanted) === (operator !== '!=');
}

function fieldOf(object: KubernetesObject, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((value, member) => (value as Readonly<Record<string, unknown>> | undefined)?.[member], object);
  return found === undefined || found === null ? '' : String(found);
}
