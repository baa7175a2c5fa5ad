/** The plan of one load balancer and the Service behind it. */

import { arnId, awsId, numberFrom, uuid } from './ids.ts';
import { cloudProviderName, loadBalancerName, targetGroupName } from './names.ts';
import type { Controller, PortOptions, WorldOptions } from './options.ts';
import { arn, type FrontPlan, type Place, type PortPlan } from './plan.ts';

interface Asked extends WorldOptions {
  readonly cluster: string;
  readonly place: Place;
  readonly controller: Controller;
  readonly nodeCount: number;
}

const defaultPorts: readonly PortOptions[] = [{ port: 80 }, { port: 443 }];

export function frontOf(asked: Asked): FrontPlan {
  const kind = asked.front ?? 'gateway';
  const { namespace, service, owner } = objectsOf(kind, asked);
  const uid = uuid('Service', asked.cluster, namespace, service);
  const hostNetwork = asked.hostNetwork ?? false;
  const settings = {
    uid,
    namespace,
    service,
    hostNetwork,
    targetType: asked.targetType ?? 'instance',
    policy: asked.externalTrafficPolicy ?? 'Cluster',
  } as const;
  const scheme = asked.scheme ?? 'internet-facing';
  const name = nameOf(asked, settings, scheme);
  const id = arnId('loadbalancer', asked.cluster, name);
  return {
    ...settings,
    kind,
    owner,
    ownerUid: kind === 'plain' ? uid : uuid(kind, asked.cluster, namespace, owner),
    scheme,
    annotations: asked.annotations ?? {},
    healthCheckNodePort: settings.policy === 'Local' && !hostNetwork ? 32_000 + numberFrom(700, uid) : undefined,
    ports: (asked.ports ?? defaultPorts).map((port) => portOf(port, asked, settings)),
    loadBalancer: {
      name,
      id,
      arn: arn('elasticloadbalancing', asked.place, `loadbalancer/net/${name}/${id}`),
      dnsName: `${name}-${id}.elb.${asked.place.region}.amazonaws.com`,
    },
    frontendGroup: awsId('sg', asked.cluster, 'frontend', namespace, service),
    backend: backendOf(kind, asked, { namespace, service, uid }),
  };
}

function objectsOf(kind: FrontPlan['kind'], { namespace, name }: WorldOptions) {
  if (kind === 'ingress') return { namespace: 'kube-system', service: 'cilium-ingress', owner: name ?? 'web' };
  if (kind === 'plain') return { namespace: namespace ?? 'shop', service: name ?? 'web', owner: name ?? 'web' };
  return { namespace: namespace ?? 'gateway', service: `cilium-gateway-${name ?? 'public'}`, owner: name ?? 'public' };
}

function backendOf(
  kind: FrontPlan['kind'],
  asked: Asked,
  front: { namespace: string; service: string; uid: string },
): FrontPlan['backend'] {
  const nodes = asked.backendNodes ?? [0, 1].filter((index) => index < asked.nodeCount);
  if (kind === 'plain') return { namespace: front.namespace, name: front.service, uid: front.uid, nodes };
  const name = kind === 'gateway' && asked.name !== undefined ? asked.name : 'web';
  return { namespace: 'shop', name, uid: uuid('Service', asked.cluster, 'shop', name), nodes };
}

type Settings = Pick<FrontPlan, 'uid' | 'namespace' | 'service' | 'targetType' | 'policy' | 'hostNetwork'>;

const namingOf = ({ cluster }: Asked, { namespace, service, uid }: Settings) => ({ cluster, namespace, name: service, uid });

function nameOf(asked: Asked, settings: Settings, scheme: string): string {
  if (settings.hostNetwork || asked.controller === 'none') return `${asked.cluster.slice(0, 20)}-public`;
  if (asked.controller === 'cloud-provider-aws') return cloudProviderName(settings.uid);
  return loadBalancerName(namingOf(asked, settings), scheme);
}

function portOf({ port, nodePort: chosen }: PortOptions, asked: Asked, settings: Settings): PortPlan {
  const nodePort = chosen ?? 30_000 + numberFrom(1900, settings.uid, port);
  const podPort = port === 443 ? 8443 : 8080;
  const targetPort = settings.hostNetwork ? port : settings.targetType === 'ip' ? podPort : nodePort;
  const group = groupOf(asked, settings, port, settings.targetType === 'ip' ? podPort : targetPort);
  const groupArn = arn('elasticloadbalancing', asked.place, `targetgroup/${group}/${arnId('targetgroup', asked.cluster, group)}`);
  const name =
    asked.front === 'plain' || asked.front === 'ingress'
      ? port === 443
        ? 'https'
        : port === 80
          ? 'http'
          : `port-${port}`
      : `port-${port}`;
  return { name, port, nodePort, podPort, targetPort, group, groupArn };
}

function groupOf(asked: Asked, settings: Settings, port: number, groupPort: number): string {
  if (settings.hostNetwork || asked.controller === 'none') return `${asked.cluster.slice(0, 20)}-public-${port}`;
  const local = settings.policy === 'Local' && settings.targetType === 'instance';
  const healthCheckInterval = asked.controller === 'cloud-provider-aws' && !local ? 30 : 10;
  const healthCheckProtocol = local ? 'HTTP' : 'TCP';
  const { targetType } = settings;
  return targetGroupName(namingOf(asked, settings), {
    groupPort,
    servicePort: port,
    targetType,
    protocol: 'TCP',
    healthCheckProtocol,
    healthCheckInterval,
  });
}
