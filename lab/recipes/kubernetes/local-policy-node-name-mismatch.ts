/** kube-proxy knows its nodes by another name and answers 503 everywhere; in the twin it has --hostname-override. */

import type { DaemonSet } from '../../../lambda/snapshot/kubernetes.ts';
import { add, change, type Edit, health, regions, setting } from '../../scene/change.ts';
import { plainWorld } from '../../scene/worlds.ts';
import type { Recipe } from '../recipe.ts';

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

export const recipe: Recipe = {
  rule,
  scenarios: {
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
    twin: {
      world: () => change(plainWorld(), ...proxy(['--hostname-override=$(NODE_NAME)']), domain('corp.example.com')),
      source: 'made',
      why: 'The same domain, and kube-proxy is told its name.',
      expected: { cause: 'none', status: 'healthy' },
    },
  },
};
