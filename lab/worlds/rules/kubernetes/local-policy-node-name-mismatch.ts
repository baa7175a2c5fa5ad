/** kube-proxy knows its nodes by another name and answers 503 everywhere; in the twin it has --hostname-override. */

import type { DaemonSet } from '../../../../lambda/snapshot/kubernetes.ts';
import { plainWorld } from '../../base.ts';
import { add, change, type Edit, failing, health, regions, setting } from '../../change.ts';
import { ruleTable } from '../table.ts';

const rule = 'kubernetes/local-policy-node-name-mismatch';

const proxy = (more: readonly string[]): readonly Edit[] => [
  setting('kube-proxy-replacement', 'false'),
  add('daemonsets.apps', {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: 'kube-system' },
    spec: {
      template: {
        spec: { containers: [{ name: 'kube-proxy', command: ['kube-proxy', '--config=/var/lib/kube-proxy-config/config', ...more] }] },
      },
    },
  } satisfies DaemonSet),
];
const domain = (name: string): Edit =>
  regions((region) => ({
    ...region,
    vpcs: { ...region.vpcs, items: region.vpcs.items.map((vpc) => ({ ...vpc, DhcpOptionsId: 'dopt-0c0ffee0000000001' })) },
    dhcpOptions: {
      state: 'complete',
      items: [{ DhcpOptionsId: 'dopt-0c0ffee0000000001', DhcpConfigurations: [{ Key: 'domain-name', Values: [{ Value: name }] }] }],
    },
  }));

const world =
  (args: readonly string[], domain: string): Edit =>
  (snapshot) =>
    change(
      snapshot,
      setting('kube-proxy-replacement', 'false'),
      add('daemonsets.apps', {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'kube-proxy', namespace: 'kube-system' },
        spec: { template: { spec: { containers: [{ name: 'kube-proxy', args: ['--v=2', ...args] }] } } },
      }),
      regions((region) => ({
        ...region,
        vpcs: { ...region.vpcs, items: region.vpcs.items.map((vpc) => ({ ...vpc, DhcpOptionsId: 'dopt-1' })) },
        dhcpOptions: {
          state: 'complete',
          items: [{ DhcpOptionsId: 'dopt-1', DhcpConfigurations: [{ Key: 'domain-name', Values: [{ Value: domain }] }] }],
        },
      })),
    );

export const table = ruleTable(rule, {
  speaks: {
    cause: {
      world: () => change(plainWorld(), ...proxy([]), domain('corp.example.com'), health('unhealthy', 'Target.ResponseCodeMismatch')),
      source: 'made',
      why: 'Policy Local, kube-proxy without --hostname-override, and a domain of its own in the DHCP options: nodes with a back end fail as well.',
      expected: { status: 'down' },
      loadBalancers: {
        'k8s-ingressn-ingressn-f09af07c9a': {
          cause: rule,
          confidence: 'possible',
          status: 'down',
          never: ['kubernetes/no-ready-endpoints', 'cilium/health-check-node-port-off'],
        },
      },
    },
    'explains as a possibility': () => change(plainWorld(), failing(), world([], 'corp.example.com')),
  },
  silent: {
    twin: {
      world: () => change(plainWorld(), ...proxy(['--hostname-override=$(NODE_NAME)']), domain('corp.example.com')),
      source: 'made',
      why: 'The same domain, and kube-proxy is told its name.',
      expected: { cause: 'none', status: 'healthy' },
    },
    'is ruled out by kube-proxy replacement': () => change(plainWorld(), failing()),
    "says nothing of AWS's own domain": {
      world: () => change(plainWorld(), failing(), world([], 'eu-central-1.compute.internal')),
      says: 'silent',
    },
    'is ruled out where kube-proxy is told its name': () =>
      change(plainWorld(), failing(), world(['--hostname-override=$(NODE_NAME)'], 'corp.example.com')),
  },
});
