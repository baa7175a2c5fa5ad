/** Container images by Cilium version, and containers as they stand in templates and pods. */

import { imageDigest } from '../ids.ts';
import type { ClusterPlan } from '../plan.ts';

const pinned = (image: string): string => `${image}@${imageDigest(image)}`;

const envoyVersions: Readonly<Record<number, string>> = {
  14: 'v1.25.9',
  15: 'v1.27.3',
  16: 'v1.29.7',
  17: 'v1.31.5',
  18: 'v1.34.10',
  19: 'v1.35.9',
  20: 'v1.36.4',
};

export const agentImage = ({ version }: ClusterPlan): string => pinned(`quay.io/cilium/cilium:v${version}`);
export const operatorImage = ({ version, eni }: ClusterPlan): string =>
  pinned(`quay.io/cilium/operator-${eni ? 'aws' : 'generic'}:v${version}`);
export const envoyImage = ({ minor }: ClusterPlan): string =>
  pinned(`quay.io/cilium/cilium-envoy:${envoyVersions[minor] ?? 'v1.34.10'}-1761014632-c360e8557eb41011b5b5210f8fb53fed6c0b3222`);
export const controllerImage = 'public.ecr.aws/eks/aws-load-balancer-controller:v2.14.1';
export const backendImage = 'registry.example.com/shop/web:2.31.0';

const agentCapabilities = [
  'CHOWN',
  'KILL',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'SYS_MODULE',
  'SYS_ADMIN',
  'SYS_RESOURCE',
  'DAC_OVERRIDE',
  'FOWNER',
  'SETGID',
  'SETUID',
];

export const agentSpec = (plan: ClusterPlan) => ({
  hostNetwork: true,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  initContainers: [
    { name: 'config', image: agentImage(plan), command: ['cilium-dbg', 'build-config'] },
    { name: 'clean-cilium-state', image: agentImage(plan), command: ['/init-container.sh'] },
  ],
  containers: [
    {
      name: 'cilium-agent',
      image: agentImage(plan),
      command: ['cilium-agent'],
      args: ['--config-dir=/tmp/cilium/config-map'],
      securityContext: { capabilities: { add: agentCapabilities, drop: ['ALL'] } },
    },
  ],
});

export const envoySpec = (plan: ClusterPlan) => ({
  hostNetwork: true,
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  containers: [
    {
      name: 'cilium-envoy',
      image: envoyImage(plan),
      command: ['/usr/bin/cilium-envoy-starter'],
      args: [
        ...(plan.hostNetwork ? ['--keep-cap-net-bind-service'] : []),
        '--',
        '-c /var/run/cilium/envoy/bootstrap-config.json',
        '--base-id 0',
        '--log-level info',
      ],
      securityContext: {
        capabilities: { add: ['NET_ADMIN', 'SYS_ADMIN', ...(plan.hostNetwork ? ['NET_BIND_SERVICE'] : [])], drop: ['ALL'] },
      },
    },
  ],
});

export const operatorSpec = (plan: ClusterPlan) => ({
  hostNetwork: true,
  containers: [
    {
      name: 'cilium-operator',
      image: operatorImage(plan),
      command: [plan.eni ? 'cilium-operator-aws' : 'cilium-operator-generic'],
      args: ['--config-dir=/tmp/cilium/config-map', '--debug=$(CILIUM_DEBUG)'],
    },
  ],
});

export const controllerSpec = ({ name, place }: ClusterPlan) => ({
  containers: [
    {
      name: 'aws-load-balancer-controller',
      image: controllerImage,
      args: [`--cluster-name=${name}`, '--ingress-class=alb', `--aws-region=${place.region}`, `--aws-vpc-id=${place.vpc}`],
    },
  ],
});

export const backendSpec = { containers: [{ name: 'web', image: backendImage }] };
