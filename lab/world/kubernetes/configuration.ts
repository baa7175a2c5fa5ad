/** ConfigMaps cilium-config and cilium-envoy-config as the Helm chart of each version renders them, with the time they were last written. */

import type { ConfigMap } from '../../../lambda/snapshot/kubernetes.ts';
import type { ClusterPlan } from '../plan.ts';
import { times } from '../times.ts';
import { metadata } from './metadata.ts';

type Data = Record<string, string>;

export function configMapsOf(plan: ClusterPlan): ConfigMap[] {
  const envoy = plan.minor >= 16 ? [configMap(plan, 'cilium-envoy-config', { 'bootstrap-config.json': bootstrap })] : [];
  return [configMap(plan, 'cilium-config', settingsOf(plan)), ...envoy];
}

function configMap(plan: ClusterPlan, name: string, data: Data): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(
      plan,
      { kind: 'ConfigMap', namespace: 'kube-system', name },
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'cilium', 'meta.helm.sh/release-namespace': 'kube-system' },
        managedFields: [{ manager: 'helm', operation: 'Update', time: times.configured, fieldsV1: { 'f:data': fieldsOf(data) } }],
      },
    ),
    data,
  };
}

export const fieldsOf = (data: Data): Record<string, unknown> => ({
  '.': {},
  ...Object.fromEntries(Object.keys(data).map((key) => [`f:${key}`, {}])),
});

function settingsOf(plan: ClusterPlan): Data {
  const data = { ...common, ...ipam(plan), ...balancing(plan), ...(plan.gateway || plan.ingress ? envoyConfig : {}) };
  const all = { ...data, ...(plan.gateway ? gateway(plan) : {}), ...(plan.ingress ? ingress(plan) : {}) };
  return Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const common: Data = {
  'agent-not-ready-taint-key': 'node.cilium.io/agent-not-ready',
  'bpf-lb-acceleration': 'disabled',
  'bpf-lb-external-clusterip': 'false',
  'cluster-id': '0',
  'datapath-mode': 'veth',
  debug: 'false',
  'enable-bpf-clock-probe': 'false',
  'enable-endpoint-health-checking': 'true',
  'enable-health-check-nodeport': 'true',
  'enable-hubble': 'true',
  'enable-ipv4': 'true',
  'enable-ipv6': 'false',
  'enable-l7-proxy': 'true',
  'enable-policy': 'default',
  'identity-allocation-mode': 'crd',
  'kube-proxy-replacement-healthz-bind-address': '',
  'node-port-bind-protection': 'true',
  'set-cilium-is-up-condition': 'true',
  'set-cilium-node-taints': 'true',
};

const ipam = ({ name, eni }: ClusterPlan): Data => ({
  'cluster-name': name,
  ...(eni
    ? { ipam: 'eni', 'routing-mode': 'native', 'auto-create-cilium-node-resource': 'true' }
    : {
        ipam: 'cluster-pool',
        'cluster-pool-ipv4-cidr': '10.128.0.0/10',
        'cluster-pool-ipv4-mask-size': '24',
        'routing-mode': 'tunnel',
        'tunnel-protocol': 'vxlan',
      }),
});

/** Keys appear and go with the minor version; the agent's words for the replacement changed with 1.14. */
const balancing = ({ minor }: ClusterPlan): Data => ({
  'kube-proxy-replacement': minor >= 14 ? 'true' : 'strict',
  ...(minor >= 14 ? { 'external-envoy-proxy': minor >= 16 ? 'true' : 'false' } : {}),
  ...(minor <= 18 ? { 'enable-svc-source-range-check': 'true' } : {}),
  ...(minor >= 16 ? { 'envoy-keep-cap-netbindservice': 'false', 'nodeport-addresses': '' } : {}),
  ...(minor >= 17 ? { 'bpf-lb-source-range-all-types': 'false', 'enable-lb-ipam': 'true', 'default-lb-service-ipam': 'lbipam' } : {}),
  ...(minor >= 18 ? { 'service-no-backend-response': 'reject' } : {}),
  ...(minor >= 20 ? { 'envoy-xds-mode': 'ads', 'enable-drift-checker': 'true' } : {}),
});

const envoyConfig: Data = { 'enable-envoy-config': 'true' };

const gateway = ({ minor, hostNetwork }: ClusterPlan): Data => ({
  'enable-gateway-api': 'true',
  'enable-gateway-api-secrets-sync': 'true',
  'gateway-api-secrets-namespace': 'cilium-secrets',
  ...(minor >= 16
    ? {
        'gateway-api-hostnetwork-enabled': String(hostNetwork),
        'gateway-api-hostnetwork-nodelabelselector': '',
        'gateway-api-service-externaltrafficpolicy': 'Cluster',
        ...(hostNetwork ? { 'envoy-keep-cap-netbindservice': 'true' } : {}),
      }
    : {}),
});

const ingress = ({ minor, hostNetwork }: ClusterPlan): Data => ({
  'enable-ingress-controller': 'true',
  'ingress-default-lb-mode': 'shared',
  'ingress-secrets-namespace': 'cilium-secrets',
  'ingress-shared-lb-service-name': 'cilium-ingress',
  'enforce-ingress-https': 'true',
  ...(minor >= 16
    ? { 'ingress-hostnetwork-enabled': String(hostNetwork), ...(hostNetwork ? { 'envoy-keep-cap-netbindservice': 'true' } : {}) }
    : {}),
});

const bootstrap = `{"admin":{"address":{"pipe":{"path":"/var/run/cilium/envoy/sockets/admin.sock"}}},"dynamicResources":{"ldsConfig":{"apiConfigSource":{"apiType":"GRPC","grpcServices":[{"envoyGrpc":{"clusterName":"xds-grpc-cilium"}}]}}},"node":{"cluster":"ingress-cluster","id":"host~127.0.0.1~no-id~localdomain"}}\n`;
