/** The plan of a world: every name, address and id that more than one object needs, decided once. */

import { awsId } from './ids.ts';
import type { Controller } from './options.ts';

/** One VPC in one region. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly network: number;
  readonly vpc: string;
  readonly takenAt: string;
}

export interface NodePlan {
  readonly index: number;
  readonly name: string;
  readonly instance: string;
  readonly networkInterface: string;
  readonly address: string;
  readonly zone: string;
  readonly subnet: string;
  /** First three octets of the pods' addresses. */
  readonly pods: string;
}

export interface PortPlan {
  readonly name: string;
  readonly port: number;
  readonly nodePort: number;
  /** Where targets are reached: the NodePort, the pod's port, or the listener's own port in host network mode. */
  readonly targetPort: number;
  readonly podPort: number;
  readonly group: string;
  readonly groupArn: string;
}

export interface FrontPlan {
  readonly kind: 'gateway' | 'ingress' | 'plain';
  readonly namespace: string;
  /** The Service behind the load balancer. */
  readonly service: string;
  readonly uid: string;
  /** The Gateway, the Ingress, or the Service itself. */
  readonly owner: string;
  readonly ownerUid: string;
  readonly ports: readonly PortPlan[];
  readonly targetType: 'instance' | 'ip';
  readonly policy: 'Cluster' | 'Local';
  readonly healthCheckNodePort: number | undefined;
  readonly scheme: 'internal' | 'internet-facing';
  readonly hostNetwork: boolean;
  readonly annotations: Readonly<Record<string, string>>;
  readonly loadBalancer: { readonly name: string; readonly id: string; readonly arn: string; readonly dnsName: string };
  readonly frontendGroup: string;
  /** The Service with the pods; the same as the front where that is plain. */
  readonly backend: { readonly namespace: string; readonly name: string; readonly uid: string; readonly nodes: readonly number[] };
}

export interface ClusterPlan {
  readonly name: string;
  readonly place: Place;
  readonly version: string;
  /** 18 of 1.18.6. */
  readonly minor: number;
  readonly controller: Controller;
  readonly nodes: readonly NodePlan[];
  readonly fronts: readonly FrontPlan[];
  readonly gateway: boolean;
  readonly ingress: boolean;
  readonly hostNetwork: boolean;
  readonly eni: boolean;
  readonly nodeGroup: string;
  readonly clusterGroup: string;
  readonly backendGroup: string;
}

export function placeOf(chosen: Omit<Place, 'vpc'>): Place {
  return { ...chosen, vpc: awsId('vpc', chosen.account, chosen.region, chosen.network) };
}

export const privateSubnet = ({ vpc }: Place, zone: string): string => awsId('subnet', vpc, 'private', zone);
export const publicSubnet = ({ vpc }: Place, zone: string): string => awsId('subnet', vpc, 'public', zone);
export const privateRange = ({ network, zones }: Place, zone: string): string => `10.${network}.${32 * zones.indexOf(zone)}.0/19`;
export const publicRange = ({ network, zones }: Place, zone: string): string => `10.${network}.${200 + zones.indexOf(zone)}.0/24`;
export const arn = (service: string, { region, account }: Place, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;

export function nodesOf(cluster: string, place: Place, count: number): readonly NodePlan[] {
  return Array.from({ length: count }, (_, index) => nodeOf(cluster, place, index));
}

function nodeOf(cluster: string, place: Place, index: number): NodePlan {
  const zoneIndex = index % place.zones.length;
  const zone = place.zones[zoneIndex] ?? '';
  const host = 20 + 7 * Math.floor(index / place.zones.length);
  const address = `10.${place.network}.${32 * zoneIndex + Math.floor(host / 240)}.${10 + (host % 240)}`;
  return {
    index,
    name: `ip-${address.replaceAll('.', '-')}.${place.region}.compute.internal`,
    instance: awsId('i', cluster, index),
    networkInterface: awsId('eni', cluster, index),
    address,
    zone,
    subnet: privateSubnet(place, zone),
    pods: `10.${128 + Math.floor(index / 256)}.${index % 256}`,
  };
}

/** A pod's address on a node; in ENI mode it is one of the VPC. */
export function podAddress(plan: Pick<ClusterPlan, 'eni' | 'place'>, node: NodePlan, number: number): string {
  if (!plan.eni) return `${node.pods}.${number}`;
  const zone = 32 * plan.place.zones.indexOf(node.zone);
  return `10.${plan.place.network}.${zone + 16 + (Math.floor(node.index / plan.place.zones.length) % 16)}.${number}`;
}
