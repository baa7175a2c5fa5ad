/** A hand-made load balancer sends to ports 80 and 443 of nodes in host network mode; Envoy may not bind them. In the twin it may. */

import type { DaemonSet } from '../../../../lambda/snapshot/kubernetes.ts';
import { gatewayWorld } from '../../base.ts';
import {
  change,
  type Edit,
  each,
  failing,
  frontService,
  named,
  none,
  regions,
  setting,
  tags,
  targetGroups,
  targetHealth,
  unread,
} from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'cilium/host-network-privileged-port';

/** No controller made this load balancer: no tags, no binding, ports of the listeners instead of NodePorts. */
const ports: Readonly<Record<number, number>> = { 30866: 80, 31163: 443 };
const byHand: readonly Edit[] = [
  setting('gateway-api-hostnetwork-enabled', 'true'),
  frontService(() => ({ type: 'ClusterIP' })),
  none('targetgroupbindings.elbv2.k8s.aws'),
  tags(() => ({})),
  each('services', (service) => ({ ...service, status: { loadBalancer: {} } })),
  each('gateways.gateway.networking.k8s.io', (gateway) => ({ ...gateway, status: { ...gateway.status, addresses: [] } })),
  regions((region) => ({
    ...region,
    loadBalancers: region.loadBalancers.map((one) => ({ ...one, LoadBalancerName: 'edge' })),
    listeners: new Map(),
    loadBalancerAttributes: new Map(),
  })),
  targetGroups((group) => ({ ...group, Port: ports[group.Port ?? 0] ?? 0 })),
  targetHealth((all) =>
    all.map((one) => ({
      ...one,
      Target: { ...one.Target, Port: ports[one.Target.Port ?? 0] ?? 0 },
      HealthCheckPort: String(ports[one.Target.Port ?? 0] ?? ''),
    })),
  ),
];

const withCapability = (set: DaemonSet): DaemonSet => {
  const template = set.spec?.template;
  const containers = (template?.spec?.containers ?? []).map((one) => ({
    ...one,
    securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_ADMIN', 'NET_BIND_SERVICE'] } },
  }));
  return { ...set, spec: { ...set.spec, template: { ...template, spec: { ...template?.spec, containers } } } };
};

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(gatewayWorld(), ...byHand, setting('envoy-keep-cap-netbindservice', 'false'), failing()),
      source: 'made',
      why: 'Host network mode on ports 80 and 443, and the capability is not kept.',
      expected: { cause: rule, confidence: 'certain', status: 'down', never: ['cilium/agents-not-restarted'] },
    },
    'explains a listener port below 1024': () =>
      change(
        gatewayWorld(),
        failing(),
        setting('gateway-api-hostnetwork-enabled', 'true'),
        targetGroups((group) => ({ ...group, Port: 80 })),
      ),
  },
  silent: {
    twin: {
      world: () =>
        change(
          gatewayWorld(),
          ...byHand,
          setting('envoy-keep-cap-netbindservice', 'true'),
          each('daemonsets.apps', withCapability, named('cilium-envoy')),
        ),
      source: 'made',
      why: 'The capability is there and is kept.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'says nothing of NodePorts': {
      world: () => change(gatewayWorld(), failing(), setting('gateway-api-hostnetwork-enabled', 'true')),
      says: 'silent',
    },
    'says nothing of a low port that is no listener of a Gateway': {
      world: () =>
        change(
          gatewayWorld(),
          failing(),
          setting('gateway-api-hostnetwork-enabled', 'true'),
          targetGroups((group) => ({ ...group, Port: 22 })),
        ),
      says: 'silent',
    },
    'is ruled out where host network mode is off': () =>
      change(
        gatewayWorld(),
        failing(),
        targetGroups((group) => ({ ...group, Port: 80 })),
      ),
  },
  unknown: {
    'is unknown where the DaemonSet was refused': () =>
      change(
        gatewayWorld(),
        failing(),
        setting('gateway-api-hostnetwork-enabled', 'true'),
        targetGroups((group) => ({ ...group, Port: 80 })),
        unread('daemonsets.apps', 'forbidden', 403),
      ),
  },
});
