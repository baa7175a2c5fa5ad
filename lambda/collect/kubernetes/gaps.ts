/** What a cluster did not tell, as gaps: each says what to do about it, and none holds a token. */

import type { EksCluster } from '../../snapshot/eks.ts';
import type { Resource } from '../../snapshot/kubernetes.ts';
import type { Gap } from '../../snapshot/snapshot.ts';
import { BudgetEnded } from '../budget.ts';
import { skewSentence, tolerated } from '../clock.ts';
import { accessEntryCommand, readersGroup } from '../grants.ts';
import { codeOf, messageOf, shownText } from '../plainError.ts';
import { pluralOf } from './read.ts';
import { Refused } from './refused.ts';

export interface ClusterPlace {
  readonly region: string;
  readonly name: string;
  readonly eks: EksCluster | undefined;
  /** The AWS profile that was given, for commands. */
  readonly profile?: string | undefined;
}

const tlsCodes = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH)/;
const networkCodes = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;

/** Whether a failure, where nothing else could be read either, speaks of the whole cluster and not of one resource. */
export function isWholeCluster(failure: unknown): boolean {
  if (failure instanceof BudgetEnded) return true;
  if (failure instanceof Refused) return failure.status === 401;
  const code = codeOf(failure) ?? '';
  return (
    tlsCodes.test(code) ||
    networkCodes.test(code) ||
    ['Redirect', 'InsecureTls', 'NotHttps', 'CredentialsProviderError', 'ProxyFailed'].includes(code)
  );
}

/** @param what `kubernetes` for the whole cluster, or `<plural>[.<group>][/<namespace>/<name>]` */
export function clusterGap(what: string, place: ClusterPlace, failure: unknown): Gap {
  const code = failure instanceof Refused ? failure.status : codeOf(failure);
  const error = what === 'kubernetes' ? wholeSentence(place, failure) : partSentence(what, place, failure);
  return { what, region: place.region, cluster: place.name, ...(code === undefined ? {} : { code }), error };
}

function wholeSentence(place: ClusterPlace, failure: unknown): string {
  const code = codeOf(failure) ?? '';
  if (failure instanceof Refused && failure.status === 401) return unauthorized(place, failure);
  if (tlsCodes.test(code)) {
    return `TLS: the certificate of the API server is not one that the cluster's own CA vouches for (${code}); no token was sent. Was the CA rotated, or does a proxy that inspects TLS stand between? Exempt the API server there, or in NO_PROXY`;
  }
  if (failure instanceof BudgetEnded || networkCodes.test(code)) return unreachable(place, failure);
  return `the API server could not be read: ${messageOf(failure)}`;
}

function unauthorized(place: ClusterPlace, { date }: Refused): string {
  const skew = skewSentence(skewOf(date));
  if (skew !== '') return `Unauthorized: ${skew}`;
  const mode = place.eks?.accessConfig?.authenticationMode;
  if (mode === 'CONFIG_MAP') {
    return 'Unauthorized: this cluster knows no access entries (authentication mode CONFIG_MAP): map the role in ConfigMap kube-system/aws-auth, or turn the mode to API_AND_CONFIG_MAP';
  }
  if (place.eks === undefined) return 'Unauthorized: the API server does not accept these credentials, or no longer';
  return `Unauthorized: the cluster does not know this role, or no longer; ${accessEntryCommand(place)}`;
}

const skewOf = (date: string | undefined): number => {
  const offset = Date.parse(date ?? '') - Date.now();
  return Math.abs(offset) > tolerated ? offset : 0;
};

function unreachable(place: ClusterPlace, failure: unknown): string {
  const network = place.eks?.resourcesVpcConfig;
  const what =
    failure instanceof BudgetEnded
      ? `the API server did not answer in time (${failure.message})`
      : `the API server cannot be reached (${codeOf(failure)})`;
  if (network?.endpointPublicAccess === false) {
    return `${what}: its endpoint is private; run from inside VPC ${shownText(network.vpcId ?? 'of the cluster')}, and let its security group admit 443 from here`;
  }
  const cidrs = network?.publicAccessCidrs ?? [];
  if (cidrs.length > 0 && !cidrs.includes('0.0.0.0/0'))
    return `${what}: its public endpoint admits only ${shownText(cidrs.join(', '))}; add the address this runs from`;
  return what;
}

function partSentence(what: string, place: ClusterPlace, failure: unknown): string {
  const resource = (what.split('/')[0] ?? what) as Resource;
  if (failure instanceof Refused && failure.status === 403) {
    const verb = what.includes('/') ? 'get' : 'list';
    return `Forbidden: may not ${verb} ${resource}; grant verbs ["get", "list"] on "${pluralOf(resource)}" to group ${readersGroup} (${shownText(failure.message)})`;
  }
  if (failure instanceof Refused) return `the API server answered ${failure.status}: ${shownText(failure.message)}`;
  if (failure instanceof BudgetEnded) return `${resource} of cluster ${shownText(place.name)}: ${failure.message}`;
  return `${resource} could not be read: ${messageOf(failure)}`;
}
