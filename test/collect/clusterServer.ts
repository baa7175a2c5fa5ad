/** A Kubernetes API server that holds a few objects, and answers wrong where a test says so. */

import type { ServerResponse } from 'node:http';
import type { Certificate } from './certificate.ts';
import { json, type Request, type Running, startTls } from './servers.ts';

export type Fault = (request: Request, response: ServerResponse) => boolean;

const meta = (name: string, namespace?: string, labels: Record<string, string> = {}) => ({ name, ...(namespace && { namespace }), labels });

export const service = (name: string, namespace: string, hostname?: string) => ({
  metadata: meta(name, namespace),
  spec: { type: 'LoadBalancer', selector: { app: name }, ports: [{ port: 80, nodePort: 30080 }], unknownToTheClient: { kept: true } },
  status: { loadBalancer: hostname === undefined ? {} : { ingress: [{ hostname }] } },
});

const lists: Readonly<Record<string, { readonly kind: string; readonly items: readonly unknown[] }>> = {
  '/api/v1/services': { kind: 'ServiceList', items: [service('web-0', 'apps')] },
  '/api/v1/nodes': { kind: 'NodeList', items: [{ metadata: meta('node-0'), spec: { providerID: 'aws:///eu-west-2a/i-00' } }] },
  '/api/v1/namespaces/kube-system/pods': { kind: 'PodList', items: [] },
  '/api/v1/namespaces/apps/pods': {
    kind: 'PodList',
    items: [{ metadata: meta('web-0-x', 'apps', { app: 'web-0' }), status: { phase: 'Running' } }],
  },
  '/api/v1/namespaces/apps/events': { kind: 'EventList', items: [{ metadata: meta('event-0', 'apps'), reason: 'FailedDeployModel' }] },
  '/api/v1/namespaces/kube-system/events': { kind: 'EventList', items: [] },
  '/apis/apps/v1/daemonsets': { kind: 'DaemonSetList', items: [{ metadata: meta('cilium', 'kube-system') }] },
};

const config = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: meta('cilium-config', 'kube-system'),
  data: { 'enable-gateway-api': 'true' },
};

export const status = (code: number, message: string) => ({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message });

export function startCluster(fault?: Fault, certificate?: Certificate): Promise<Running> {
  return startTls((request, response) => {
    if (fault?.(request, response)) return;
    const path = request.url.pathname;
    const list = lists[path];
    if (list !== undefined)
      json(response, { apiVersion: path.startsWith('/api/') ? 'v1' : 'apps/v1', metadata: { resourceVersion: '1' }, ...list });
    else if (path === '/api/v1/namespaces/kube-system/configmaps/cilium-config') json(response, config);
    else json(response, status(404, 'the server could not find the requested resource'), 404);
  }, certificate);
}
