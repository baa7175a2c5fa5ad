/** Load balancers selected by the Service or Gateway behind them: by their tags as far as these tell, so that the others of the account are left alone. */

import { gatewayNamedIn, gatewayServiceName } from '../../snapshot/gatewayService.ts';
import type { NamespacedName } from '../../snapshot/snapshot.ts';
import { type Budget, pause } from '../io/budget.ts';
import type { CollectRequest } from '../request.ts';
import { gatewayTag, serviceTag, type Tags } from './tags.ts';

/** Services and Gateways requested by name. */
export interface ObjectNames {
  readonly services: readonly NamespacedName[];
  readonly gateways: readonly NamespacedName[];
}

/** Undefined where load balancers are not selected in this way. */
export function objectNamesIn({ services = [], gateways = [] }: Pick<CollectRequest, 'services' | 'gateways'>): ObjectNames | undefined {
  return services.length + gateways.length === 0 ? undefined : { services, gateways };
}

export const isEmpty = ({ services, gateways }: ObjectNames): boolean => services.length + gateways.length === 0;

const isSame = (one: NamespacedName | undefined, other: NamespacedName) =>
  one !== undefined && one.namespace === other.namespace && one.name === other.name;

export const ciliumServiceOf = ({ namespace, name }: NamespacedName): NamespacedName => ({ namespace, name: gatewayServiceName(name) });

export function gatewayOf(tags: Tags): NamespacedName | undefined {
  const service = serviceTag(tags);
  const name = service === undefined ? undefined : gatewayNamedIn(service.name);
  return service === undefined || name === undefined ? gatewayTag(tags) : { namespace: service.namespace, name };
}

const isForGateway = (tags: Tags | undefined, gateway: NamespacedName) =>
  isSame(serviceTag(tags), ciliumServiceOf(gateway)) || isSame(gatewayTag(tags), gateway);

/** Those that the tags of no load balancer name. */
export function unnamed({ services, gateways }: ObjectNames, all: readonly Tags[]): ObjectNames {
  return {
    services: services.filter((service) => !all.some((tags) => isSame(serviceTag(tags), service))),
    gateways: gateways.filter((gateway) => !all.some((tags) => isForGateway(tags, gateway))),
  };
}

/**
 * Whether a load balancer or group may stand before one of them. One without tags may, where tags do not name them all; so may one of the namespace of
 * a Gateway that no tag names, whose Service may have any name. The topology decides then.
 */
export function mayServe(tags: Tags | undefined, names: ObjectNames, missing: ObjectNames): boolean {
  const service = serviceTag(tags);
  const gateway = gatewayTag(tags);
  if (service === undefined && gateway === undefined) return !isEmpty(missing);
  return (
    names.services.some((one) => isSame(service, one)) ||
    names.gateways.some((one) => isForGateway(tags, one)) ||
    missing.gateways.some(({ namespace }) => service?.namespace === namespace)
  );
}

/** What the tags of all regions together leave open: a Service that one region has need not be searched for in the others. */
export interface RollCall {
  readonly report: (region: string, tags: readonly Tags[]) => void;
  /** Waits for the other regions, but not long: one that hangs must not hold up the rest. */
  readonly missing: () => Promise<ObjectNames>;
}

const longestWait = 8_000;

export function createRollCall(names: ObjectNames, regions: readonly string[], budget: Budget): RollCall {
  const waiting = new Set(regions);
  const seen: Tags[] = [];
  const { promise: complete, resolve } = Promise.withResolvers<void>();
  return {
    report: (region, tags) => {
      seen.push(...tags);
      waiting.delete(region);
      if (waiting.size === 0) resolve();
    },
    missing: async () => {
      const over = new AbortController();
      const wait = pause(Math.min(longestWait, budget.remaining() / 3), AbortSignal.any([budget.signal, over.signal]));
      await Promise.race([complete, wait.catch(() => undefined)]);
      over.abort();
      return unnamed(names, seen);
    },
  };
}
