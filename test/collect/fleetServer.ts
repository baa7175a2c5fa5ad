/** AWS with a fleet of load balancers, as XML and JSON, and clusters whose API servers run elsewhere. */

import type { ServerResponse } from 'node:http';
import { json, type Request, type Running, startPlain, xml } from './servers.ts';

export interface Group {
  readonly name: string;
  readonly loadBalancer: string;
  readonly states: readonly string[];
}

export interface Fleet {
  readonly loadBalancers: readonly { readonly name: string; readonly tags?: Readonly<Record<string, string>> }[];
  readonly groups: readonly Group[];
  /** Name of a cluster to the server it runs on. */
  readonly clusters?: Readonly<Record<string, Running>>;
  /** Laid over what describe-cluster says. */
  readonly cluster?: Readonly<Record<string, unknown>>;
  /** Answers before the fleet does; true where it did. */
  readonly fault?: (request: Request, response: ServerResponse) => boolean;
  readonly latencyMs?: number;
}

export const arnOf = (kind: string, name: string, region = 'eu-west-2') =>
  kind === 'lb'
    ? `arn:aws:elasticloadbalancing:${region}:123456789012:loadbalancer/net/${name}/0123456789abcdef`
    : `arn:aws:elasticloadbalancing:${region}:123456789012:targetgroup/${name}/0123456789abcdef`;

export function startAws(fleet: Fleet): Promise<Running> {
  return startPlain((request, response) => {
    if (fleet.fault?.(request, response)) return;
    setTimeout(() => answer(fleet, request, response), fleet.latencyMs ?? 0);
  });
}

function answer(fleet: Fleet, request: Request, response: ServerResponse): void {
  const action = actions[request.action];
  if (action !== undefined) xml(response, request.action, action(fleet, request));
  else if (request.url.pathname === '/clusters') json(response, { clusters: Object.keys(fleet.clusters ?? {}) });
  else if (request.url.pathname.startsWith('/clusters/')) cluster(fleet, request, response);
  else if (request.action.startsWith('Describe')) ec2(fleet, request, response);
  else json(response, '<html>not found</html>', 404);
}

/** Instances that are asked for exist, in one security group; of everything else there is none. */
function ec2(fleet: Fleet, request: Request, response: ServerResponse): void {
  const sets: Record<string, string> = {
    DescribeInstances: 'reservationSet',
    DescribeManagedPrefixLists: 'prefixListSet',
    DescribeSecurityGroups: 'securityGroupInfo',
  };
  const set = sets[request.action] ?? `${request.action.slice(8, 9).toLowerCase()}${request.action.slice(9, -1)}Set`;
  const ids = [...request.form].filter(([key]) => key.startsWith('Filter.1.Value')).map(([, value]) => value);
  const instance = (id: string) => `<item><instanceId>${id}</instanceId><groupSet><item><groupId>sg-1</groupId></item></groupSet></item>`;
  const items =
    request.action === 'DescribeInstances' ? ids.map((id) => `<item><instancesSet>${instance(id)}</instancesSet></item>`).join('') : '';
  setTimeout(
    () =>
      response.end(
        `<${request.action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><${set}>${items}</${set}></${request.action}Response>`,
      ),
    fleet.latencyMs ? 1 : 0,
  );
}

function cluster(fleet: Fleet, request: Request, response: ServerResponse): void {
  const name = decodeURIComponent(request.url.pathname.slice('/clusters/'.length));
  const server = fleet.clusters?.[name];
  if (server === undefined)
    json(response, { message: `No cluster found for name: ${name}.` }, 404, { 'x-amzn-errortype': 'ResourceNotFoundException' });
  else json(response, { cluster: { ...described(name, server), ...fleet.cluster } });
}

const described = (name: string, server: Running) => ({
  name,
  status: 'ACTIVE',
  endpoint: server.url,
  certificateAuthority: { data: Buffer.from(server.certificate?.ca ?? '').toString('base64') },
  resourcesVpcConfig: { vpcId: 'vpc-1', endpointPublicAccess: true },
  accessConfig: { authenticationMode: 'API' },
});

const actions: Readonly<Record<string, (fleet: Fleet, request: Request) => string>> = {
  DescribeLoadBalancers: (fleet, { region }) =>
    `<LoadBalancers>${fleet.loadBalancers.map(({ name }) => member(balancer(name, region))).join('')}</LoadBalancers>`,
  DescribeTargetGroups: (fleet, { region }) =>
    `<TargetGroups>${fleet.groups.map((group) => member(targetGroup(group, region))).join('')}</TargetGroups>`,
  DescribeTargetHealth: (fleet, { form }) => {
    const found = fleet.groups.find(({ name }) => form.get('TargetGroupArn')?.includes(`/${name}/`));
    return `<TargetHealthDescriptions>${(found?.states ?? []).map((state, index) => member(health(state, index))).join('')}</TargetHealthDescriptions>`;
  },
  DescribeTags: (fleet, { form }) => {
    const arns = [...form].filter(([key]) => key.startsWith('ResourceArns')).map(([, value]) => value);
    return `<TagDescriptions>${arns.map((arn) => member(`<ResourceArn>${arn}</ResourceArn><Tags>${tags(fleet, arn)}</Tags>`)).join('')}</TagDescriptions>`;
  },
  DescribeListeners: () => '<Listeners/>',
  DescribeLoadBalancerAttributes: () => '<Attributes/>',
  DescribeTargetGroupAttributes: () => '<Attributes/>',
};

export const member = (inner: string) => `<member>${inner}</member>`;

export const balancer = (name: string, region = 'eu-west-2') =>
  `<LoadBalancerArn>${arnOf('lb', name, region)}</LoadBalancerArn><LoadBalancerName>${name}</LoadBalancerName><DNSName>${name}-1.elb.${region}.amazonaws.com</DNSName>` +
  '<Scheme>internal</Scheme><VpcId>vpc-1</VpcId><Type>network</Type><State><Code>active</Code></State><CreatedTime>2026-01-01T00:00:00Z</CreatedTime>';

export const targetGroup = ({ name, loadBalancer }: Pick<Group, 'name' | 'loadBalancer'>, region = 'eu-west-2') =>
  `<TargetGroupArn>${arnOf('tg', name, region)}</TargetGroupArn><TargetGroupName>${name}</TargetGroupName><Protocol>TCP</Protocol><Port>30080</Port><VpcId>vpc-1</VpcId>` +
  `<TargetType>instance</TargetType><LoadBalancerArns>${loadBalancer === '' ? '' : member(arnOf('lb', loadBalancer, region))}</LoadBalancerArns>`;

const health = (state: string, index: number) =>
  `<Target><Id>i-0${index}</Id><Port>30080</Port></Target><HealthCheckPort>30080</HealthCheckPort><TargetHealth><State>${state}</State></TargetHealth>`;

function tags(fleet: Fleet, arn: string): string {
  const found = fleet.loadBalancers.find(({ name }) => arn.includes(`/${name}/`));
  return Object.entries(found?.tags ?? {})
    .map(([key, value]) => member(`<Key>${key}</Key><Value>${value}</Value>`))
    .join('');
}

/** `count` load balancers with `groupsEach` groups of two targets, healthy but for those of `broken`. */
export function fleetOf(count: number, groupsEach: number, broken: readonly string[] = []): Pick<Fleet, 'loadBalancers' | 'groups'> {
  const loadBalancers = Array.from({ length: count }, (_, index) => ({
    name: `lb-${index}`,
    tags: { 'elbv2.k8s.aws/cluster': 'one', 'service.k8s.aws/stack': `apps/web-${index}` },
  }));
  const groups = loadBalancers.flatMap(({ name }) =>
    Array.from({ length: groupsEach }, (_, index) => ({
      name: `${name}-tg-${index}`,
      loadBalancer: name,
      states: broken.includes(name) ? ['unhealthy', 'unhealthy'] : ['healthy', 'healthy'],
    })),
  );
  return { loadBalancers, groups };
}
