/** Gaps that follow from the files themselves, worded once: the reader finds them again, so that the writer need not write them down. */

import { loadBalancersOperation } from './awsFiles.ts';
import type { Gap, NamespacedName } from './snapshot.ts';

export const singlesOnly = 'only single objects are here, and no list of all of them';
export const scopeUnknown = 'they are read by namespace or selector, and `read:` in snapshot.yaml does not say by which';

/** Pods and events are never read whole, unless the snapshot says that they were. */
export const neverWhole: readonly string[] = ['pods', 'events'];

/** @param what the AWS operation, with `/<name>` where it was called for one load balancer or target group */
export function fileMissing(what: string, region: string, base: string): Gap {
  return { what, region, error: `${base}.json is not there` };
}

/** The code of a gap that names something nobody has. */
export const notFound = 'NotFound';

/** Says of which requested object a gap speaks that no load balancer is known to serve. */
export const behindWhat = ({ kind, namespace, name }: NamespacedName & { readonly kind: 'service' | 'gateway' }): string =>
  `${loadBalancersOperation}/${kind}/${namespace}/${name}`;

/** Why, and what to do, as one sentence without a full stop. */
export const gapSentence = ({ error, remedy }: Pick<Gap, 'error' | 'remedy'>): string =>
  remedy === undefined ? error : `${error}; ${remedy}`;

/** Equal gaps are one gap. */
export function distinctGaps(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [gapKey(gap), gap])).values()];
}

function gapKey({ what, region, cluster, code, error }: Gap): string {
  return JSON.stringify([what, region, cluster, code, error]);
}
