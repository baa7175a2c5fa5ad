/** The Service a load balancer is for, who owns it, and whether Cilium's Envoy answers for it. */

import { gatewayNamedIn } from '../snapshot/gatewayService.ts';
import type { CiliumEnvoyConfig, Gateway, Ingress, Service } from '../snapshot/kubernetes.ts';
import { ciliumGatewayClasses } from './cilium.ts';
import { type Fact, known } from './fact.ts';
import type { Step } from './ladder.ts';
import { found, listed, missingResource, nameOf, objectOf } from './lookup.ts';
import type { RegionIndex } from './regionIndex.ts';
import type { Cluster, Origin } from './topology.ts';

const envoyConfigKinds = ['ciliumenvoyconfigs.cilium.io', 'ciliumclusterwideenvoyconfigs.cilium.io'] as const;

/**
 * The endpoint that Cilium's operator writes behind every Gateway and Ingress Service (operator/pkg/model/translation). It identifies such a
 * Service, and is never a fault.
 */
export const placeholder = { address: '192.192.192.192', port: 9999 } as const;

/** What the steps that lead to the same Service say of it, made once a Service. */
export function sharedOrigin(cluster: Cluster, best: Step, steps: readonly Step[], { origins }: RegionIndex): Origin {
  const same = steps.filter(
    (step) => step.cluster === best.cluster && step.namespace === best.namespace && (step.service ?? best.service) === best.service,
  );
  const key = `${cluster.name}/${best.namespace}/${best.service}/${same.map(({ rung }) => rung.text).join()}`;
  const kept = origins.get(key);
  if (kept !== undefined) return kept;
  const made = originOf(cluster, best.namespace, best.service ?? '', same, same.find(({ gateway }) => gateway !== undefined)?.gateway);
  origins.set(key, made);
  return made;
}

/** One origin a Service: load balancer and target groups share it. */
export function originOf(cluster: Cluster, namespace: string, name: string, steps: readonly Step[], gatewayName?: string): Origin {
  const service = objectOf(cluster.snapshot, 'services', namespace, name);
  const object = service.known ? service.value : undefined;
  const gateway = gatewayOf(cluster, namespace, object, gatewayName);
  const envoyConfigs = envoyConfigsOf(cluster, namespace, name);
  return {
    namespace,
    name,
    service,
    rungs: [...new Map(steps.map(({ rung }) => [`${rung.number} ${rung.text}`, rung])).values()],
    gateway,
    ingress: ingressOf(cluster, namespace, service),
    servedByEnvoy: servedByEnvoy({ cluster, namespace, name, service, gateway, envoyConfigs }),
    envoyConfigs,
  };
}

function gatewayOf(
  cluster: Cluster,
  namespace: string,
  service: Service | undefined,
  named: string | undefined,
): Fact<Gateway | undefined> {
  const owner = service?.metadata.ownerReferences?.find(({ kind }) => kind === 'Gateway')?.name;
  const label =
    service?.metadata.labels?.['io.cilium.gateway/owning-gateway'] ?? service?.metadata.labels?.['gateway.networking.k8s.io/gateway-name'];
  const byName = service === undefined ? undefined : gatewayNamedBy(cluster, namespace, service.metadata.name);
  const name = named ?? owner ?? label ?? byName;
  if (name !== undefined) return objectOf(cluster.snapshot, 'gateways.gateway.networking.k8s.io', namespace, name);
  return service === undefined ? { known: false, missing: missingResource(cluster.snapshot, 'services') } : known(undefined);
}

/** Of a report that shows no owner. */
function gatewayNamedBy(cluster: Cluster, namespace: string, service: string): string | undefined {
  const name = gatewayNamedIn(service);
  const gateways = found(cluster.snapshot, 'gateways.gateway.networking.k8s.io');
  return gateways.some(({ metadata }) => metadata.namespace === namespace && metadata.name === name) ? name : undefined;
}

function ingressOf(cluster: Cluster, namespace: string, service: Fact<Service | undefined>): Fact<Ingress | undefined> {
  if (!service.known) return service;
  const owner = service.value?.metadata.ownerReferences?.find(({ kind }) => kind === 'Ingress')?.name;
  if (owner === undefined) return known(undefined);
  return objectOf(cluster.snapshot, 'ingresses.networking.k8s.io', namespace, owner);
}

function envoyConfigsOf(cluster: Cluster, namespace: string, name: string): Fact<readonly CiliumEnvoyConfig[]> {
  const [local, wide] = [
    listed(cluster.snapshot, 'ciliumenvoyconfigs.cilium.io'),
    listed(cluster.snapshot, 'ciliumclusterwideenvoyconfigs.cilium.io'),
  ];
  const naming = [
    ...found(cluster.snapshot, 'ciliumenvoyconfigs.cilium.io'),
    ...found(cluster.snapshot, 'ciliumclusterwideenvoyconfigs.cilium.io'),
  ]
    .filter((config) =>
      config.spec?.services?.some((one) => one.name === name && (one.namespace ?? config.metadata.namespace) === namespace),
    )
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  // A config that names the Service was seen: which others there are matters only where none was.
  if (naming.length > 0) return known(naming);
  if (!local.known) return local;
  return wide.known || wide.missing.what === '' ? known(naming) : whereClusterwideUnread(cluster, naming);
}

/** Cluster-wide configs are written by hand and rare: that they were not read leaves the question open only if Services of this kind could be in them. */
function whereClusterwideUnread(cluster: Cluster, naming: readonly CiliumEnvoyConfig[]): Fact<readonly CiliumEnvoyConfig[]> {
  if (naming.length > 0) return known(naming);
  return { known: false, missing: missingResource(cluster.snapshot, 'ciliumclusterwideenvoyconfigs.cilium.io') };
}

interface Asked {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly name: string;
  readonly service: Fact<Service | undefined>;
  readonly gateway: Fact<Gateway | undefined>;
  readonly envoyConfigs: Fact<readonly CiliumEnvoyConfig[]>;
}

function servedByEnvoy(asked: Asked): Origin['servedByEnvoy'] {
  const proof = byGateway(asked) ?? byEnvoyConfig(asked) ?? byPlaceholder(asked) ?? byName(asked);
  if (proof !== undefined) return known({ yes: true, ...proof });
  const { service, cluster } = asked;
  if (!service.known) return service;
  if (service.value === undefined)
    return { known: false, missing: missingResource(cluster.snapshot, 'services', `${asked.namespace}/${asked.name}`) };
  if (!asked.gateway.known) return asked.gateway;
  const unclear = unclearConfig(cluster, asked.namespace);
  if (unclear !== undefined) return unclear;
  const local = listed(cluster.snapshot, 'ciliumenvoyconfigs.cilium.io');
  if (!local.known) return local;
  const selector = service.value.spec?.selector;
  // Cluster-wide configs are written by hand and rarely read: for a Service with pods of its own their absence is not asked for.
  if (selector !== undefined && Object.keys(selector).length > 0)
    return known({ yes: false, because: 'it has a selector and pods of its own', source: nameOf(service.value) });
  if (!asked.envoyConfigs.known) return asked.envoyConfigs;
  return known({ yes: false, because: 'no Gateway of Cilium owns it and no CiliumEnvoyConfig names it', source: nameOf(service.value) });
}

/** A CiliumEnvoyConfig that does not show whom it redirects could redirect any Service of its namespace; a cluster-wide one, any at all. */
function unclearConfig({ snapshot }: Cluster, namespace: string): Fact<never> | undefined {
  const config = envoyConfigKinds
    .flatMap((kind) => found(snapshot, kind))
    .filter(({ metadata }) => (metadata.namespace ?? namespace) === namespace)
    .find(({ metadata, kind, spec }) => isBlurred(spec?.services) || (kind === 'CiliumEnvoyConfig' && metadata.namespace === undefined));
  if (config === undefined) return undefined;
  const missing = missingResource(snapshot, 'ciliumenvoyconfigs.cilium.io');
  return { known: false, missing: { ...missing, why: `${nameOf(config)} does not show which Services it redirects` } };
}

const isBlurred = (services: NonNullable<CiliumEnvoyConfig['spec']>['services']) =>
  services === undefined || services?.some(({ name }) => name === undefined);

type Proof = { readonly because: string; readonly source: string } | undefined;

function byGateway({ cluster, gateway }: Asked): Proof {
  const object = gateway.known ? gateway.value : undefined;
  const name = object?.spec?.gatewayClassName;
  if (object === undefined || name === undefined || !ciliumGatewayClasses(cluster).has(name)) return undefined;
  return { because: `a Gateway of class ${name} owns it`, source: nameOf(object) };
}

function byEnvoyConfig({ envoyConfigs }: Asked): Proof {
  const [config] = envoyConfigs.known ? envoyConfigs.value : [];
  return config && { because: 'a CiliumEnvoyConfig redirects it', source: nameOf(config) };
}

function byPlaceholder({ cluster, namespace, name }: Asked): Proof {
  const endpoints = found(cluster.snapshot, 'endpoints').find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  const inEndpoints = endpoints?.subsets?.some(({ addresses }) => addresses?.some(({ ip }) => ip === placeholder.address));
  const slice = found(cluster.snapshot, 'endpointslices.discovery.k8s.io').find(
    ({ metadata, endpoints: ends }) =>
      metadata.namespace === namespace &&
      metadata.labels?.['kubernetes.io/service-name'] === name &&
      ends?.some(({ addresses }) => addresses?.includes(placeholder.address)),
  );
  const source = inEndpoints ? endpoints : slice;
  return source && { because: `its endpoint is Cilium's placeholder ${placeholder.address}:${placeholder.port}`, source: nameOf(source) };
}

function byName({ service }: Asked): Proof {
  const object = service.known ? service.value : undefined;
  if (object === undefined) return undefined;
  const label = object.metadata.labels?.['io.cilium.gateway/owning-gateway'];
  if (label !== undefined) return { because: `label io.cilium.gateway/owning-gateway: ${label}`, source: nameOf(object) };
  const isBare = Object.keys(object.spec?.selector ?? {}).length === 0;
  return isBare && /^cilium-(ingress|gateway)(-|$)/.test(object.metadata.name)
    ? { because: 'it has no selector, and a name as Cilium gives them', source: nameOf(object) }
    : undefined;
}
