/** Nodes, and the CiliumNode that each agent writes about itself. */

import type { CiliumNode, Node } from '../../../lambda/snapshot/kubernetes.ts';
import { imageOf } from '../aws/compute.ts';
import { numberFrom } from '../ids.ts';
import { type ClusterPlan, type NodePlan, podAddress } from '../plan.ts';
import { times } from '../times.ts';
import { condition, metadata } from './metadata.ts';

const labelsOf = ({ place, name }: ClusterPlan, node: NodePlan): Record<string, string> => ({
  'eks.amazonaws.com/capacityType': 'ON_DEMAND',
  'eks.amazonaws.com/nodegroup': 'default',
  'eks.amazonaws.com/nodegroup-image': imageOf(name),
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': node.name,
  'kubernetes.io/os': 'linux',
  'node.kubernetes.io/instance-type': 'm6i.xlarge',
  'topology.kubernetes.io/region': place.region,
  'topology.kubernetes.io/zone': node.zone,
});

const quiet = [
  ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
] as const;

export function nodeOf(plan: ClusterPlan, node: NodePlan): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadata(plan, { kind: 'Node', name: node.name }, { creationTimestamp: times.nodesLaunched, labels: labelsOf(plan, node) }),
    spec: { providerID: `aws:///${node.zone}/${node.instance}` },
    status: {
      addresses: [
        { address: node.address, type: 'InternalIP' },
        { address: node.name, type: 'InternalDNS' },
        { address: node.name, type: 'Hostname' },
      ],
      conditions: [
        condition('NetworkUnavailable', 'False', 'CiliumIsUp', 'Cilium is running on this node', times.nodesReady),
        ...quiet.map(([type, reason, message]) => condition(type, 'False', reason, message, times.nodesLaunched)),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status', times.nodesReady),
      ],
      nodeInfo: {
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://1.7.27',
        kernelVersion: '6.12.46-66.121.amzn2023.x86_64',
        kubeletVersion: 'v1.33.5-eks-113cf36',
        operatingSystem: 'linux',
        osImage: 'Amazon Linux 2023.9.20250929',
      },
    },
  };
}

/** An agent writes `spec.ingress` at start, if Envoy configuration is on. */
export function ciliumNodeOf(plan: ClusterPlan, node: NodePlan): CiliumNode {
  const envoy = plan.gateway || plan.ingress;
  const number = 2 + numberFrom(30, plan.name, node.index);
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNode',
    metadata: metadata(
      plan,
      { kind: 'CiliumNode', name: node.name },
      {
        creationTimestamp: times.nodesReady,
        labels: labelsOf(plan, node),
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name }],
      },
    ),
    spec: {
      addresses: [
        { ip: node.address, type: 'InternalIP' },
        { ip: podAddress(plan, node, number), type: 'CiliumInternalIP' },
      ],
      ingress: envoy ? { ipv4: podAddress(plan, node, number + 1) } : {},
      ipam: plan.eni ? {} : { podCIDRs: [`${node.pods}.0/24`] },
    },
  };
}
