/** The CiliumEnvoyConfig the operator writes for a Gateway or the shared Ingress: one listener, its routes, the back end's cluster. */

import type { CiliumEnvoyConfig } from '../../../lambda/snapshot/kubernetes.ts';
import type { ClusterPlan, FrontPlan } from '../plan.ts';
import { times } from '../times.ts';
import { hostOf } from './gateways.ts';
import { metadata } from './metadata.ts';
import { frontLabels, frontOwner } from './services.ts';

const type = (name: string): string => `type.googleapis.com/${name}`;
const extension = (name: string): string => type(`envoy.extensions.filters.network.http_connection_manager.v3.${name}`);

export function envoyConfigOf(plan: ClusterPlan, front: FrontPlan): CiliumEnvoyConfig {
  const { namespace, service, backend } = front;
  const target = `${backend.namespace}:${backend.name}:8080`;
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumEnvoyConfig',
    metadata: metadata(
      plan,
      { kind: 'CiliumEnvoyConfig', namespace, name: service },
      { creationTimestamp: times.exposed, generation: 1, labels: frontLabels(front, plan), ...frontOwner(plan, front) },
    ),
    spec: {
      backendServices: [{ name: backend.name, namespace: backend.namespace, number: ['8080'] }],
      ...(front.hostNetwork ? { nodeSelector: { matchLabels: {} } } : {}),
      resources: [listener(front), ...routes(front, target), cluster(target, `${backend.namespace}/${backend.name}:8080`)],
      services: [{ listener: '', name: service, namespace, ...(plan.minor >= 16 ? { ports: front.ports.map(({ port }) => port) } : {}) }],
    },
  };
}

function listener(front: FrontPlan): Record<string, unknown> {
  const chains = front.ports.map(({ port }) => (port === 443 ? secureChain() : insecureChain()));
  const address = (portValue: number) => ({ socketAddress: { address: '0.0.0.0', portValue } });
  const [first, ...others] = front.ports;
  const bound =
    first === undefined || !front.hostNetwork
      ? {}
      : { address: address(first.port), additionalAddresses: others.map(({ port }) => ({ address: address(port) })) };
  return {
    '@type': type('envoy.config.listener.v3.Listener'),
    name: 'listener',
    ...bound,
    filterChains: [...new Map(chains.map((chain) => [JSON.stringify(chain), chain])).values()],
    listenerFilters: [
      {
        name: 'envoy.filters.listener.tls_inspector',
        typedConfig: { '@type': type('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector') },
      },
    ],
  };
}

const insecureChain = () => ({ filterChainMatch: { transportProtocol: 'raw_buffer' }, filters: [manager('listener-insecure')] });

const secureChain = () => ({
  filterChainMatch: { serverNames: ['*.shop.example.com'], transportProtocol: 'tls' },
  filters: [manager('listener-secure')],
  transportSocket: {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': type('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext'),
      commonTlsContext: { tlsCertificateSdsSecretConfigs: [{ name: 'cilium-secrets/gateway-shop-wildcard-tls' }] },
    },
  },
});

const manager = (routeConfigName: string) => ({
  name: 'envoy.filters.network.http_connection_manager',
  typedConfig: {
    '@type': extension('HttpConnectionManager'),
    rds: { routeConfigName },
    statPrefix: routeConfigName,
    useRemoteAddress: true,
  },
});

function routes(front: FrontPlan, target: string): Record<string, unknown>[] {
  const host = hostOf(front);
  const virtualHosts = [{ domains: [host, `${host}:*`], name: host, routes: [{ match: { prefix: '/' }, route: { cluster: target } }] }];
  const names = [...new Set(front.ports.map(({ port }) => (port === 443 ? 'listener-secure' : 'listener-insecure')))];
  return names.map((name, index) => ({
    '@type': type('envoy.config.route.v3.RouteConfiguration'),
    name,
    ...(index === names.length - 1 ? { virtualHosts } : {}),
  }));
}

const cluster = (name: string, serviceName: string): Record<string, unknown> => ({
  '@type': type('envoy.config.cluster.v3.Cluster'),
  connectTimeout: '5s',
  edsClusterConfig: { serviceName },
  name,
  type: 'EDS',
});
