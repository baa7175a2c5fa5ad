/** Which scheme was asked for, by which object, and whether the request ever reached the Service the controller looks at. */

import type { Gateway, KubernetesObject, Service } from '../snapshot/kubernetes.ts';
import type { Scheme } from '../snapshot/scheme.ts';
import { valueOr } from './fact.ts';
import { nameOf } from './lookup.ts';
import type { NetworkLoadBalancer } from './topology.ts';

export const schemeAnnotation = 'service.beta.kubernetes.io/aws-load-balancer-scheme';
export const internalAnnotation = 'service.beta.kubernetes.io/aws-load-balancer-internal';

export type Place = 'service' | 'infrastructure' | 'gatewayMetadata' | 'expectation';

/** `value` is what was asked for in AWS's words; `place` is where it stands, which decides whether anybody listens. */
export interface RequestedScheme {
  readonly value: Scheme;
  readonly place: Place;
  /** Object and field, such as `Gateway edge/public metadata.annotations[...]`. */
  readonly by: string;
  readonly quoted: string;
}

/** The request the controller would follow if it saw it: the Service's, then the Gateway's infrastructure, then the Gateway's own annotations. */
export function requestedScheme(loadBalancer: NetworkLoadBalancer): RequestedScheme | undefined {
  const service = valueOr(loadBalancer.origin?.service ?? { known: true, value: undefined }, undefined);
  const gateway = valueOr(loadBalancer.origin?.gateway ?? { known: true, value: undefined }, undefined);
  return ofService(service) ?? ofInfrastructure(gateway) ?? ofGateway(gateway) ?? ofExpectation(loadBalancer.expectedScheme);
}

const ofService = (service: Service | undefined) =>
  service && requestIn(service.metadata.annotations, service, 'service', 'metadata.annotations');
const ofInfrastructure = (gateway: Gateway | undefined) =>
  gateway && requestIn(gateway.spec?.infrastructure?.annotations, gateway, 'infrastructure', 'spec.infrastructure.annotations');
const ofGateway = (gateway: Gateway | undefined) =>
  gateway && requestIn(gateway.metadata.annotations, gateway, 'gatewayMetadata', 'metadata.annotations');

const ofExpectation = (value: Scheme | undefined): RequestedScheme | undefined =>
  value && { value, place: 'expectation', by: 'whoever runs nlb-doctor', quoted: `expected scheme: ${value}` };

function requestIn(
  annotations: Readonly<Record<string, string>> | null | undefined,
  object: KubernetesObject,
  place: Place,
  field: string,
): RequestedScheme | undefined {
  const scheme = annotations?.[schemeAnnotation];
  if (scheme === 'internal' || scheme === 'internet-facing') return request(scheme, schemeAnnotation, scheme, object, place, field);
  const internal = annotations?.[internalAnnotation];
  if (internal === 'true') return request('internal', internalAnnotation, internal, object, place, field);
  if (internal === 'false') return request('internet-facing', internalAnnotation, internal, object, place, field);
  return undefined;
}

function request(
  value: RequestedScheme['value'],
  annotation: string,
  text: string,
  object: KubernetesObject,
  place: Place,
  field: string,
): RequestedScheme {
  return { value, place, by: `${nameOf(object)} ${field}`, quoted: `${annotation}: ${text}` };
}
