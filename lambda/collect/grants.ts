/** The grants that reading needs, as text to paste: an IAM statement, an access entry, RBAC. */

import { type Resource, resources } from '../snapshot/kubernetes.ts';
import { pluralOf } from './kubernetes/read.ts';
import { ciliumConfigMaps, everyResource } from './kubernetes/wanted.ts';

/** The group of the access entry, and of the binding. */
export const readersGroup = 'nlb-doctor-readers';

/** All AWS actions that a full read needs. */
export const awsActions: readonly string[] = [
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancerAttributes',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'eks:ListClusters',
  'eks:DescribeCluster',
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeManagedPrefixLists',
  'ec2:GetManagedPrefixListEntries',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeSubnets',
  'ec2:DescribeRouteTables',
  'ec2:DescribeVpcs',
  'ec2:DescribeDhcpOptions',
];

/** One statement of a policy, as JSON. None of these actions but eks:DescribeCluster knows single resources. */
export function iamStatement(actions: readonly string[]): string {
  return JSON.stringify({ Effect: 'Allow', Action: [...new Set(actions)], Resource: '*' }, undefined, 2);
}

/** Names that do not look like names are not put into commands. */
export function accessEntryCommand(region: string, cluster: string, principal = '<role ARN of nlb-doctor>'): string {
  const name = /^[A-Za-z0-9][\w-]*$/.test(cluster) ? cluster : '<cluster>';
  return `aws eks create-access-entry --region ${region} --cluster-name ${name} --principal-arn ${principal} --kubernetes-groups ${readersGroup}`;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** A ClusterRole and its binding to the group, as YAML: list and get, no Secrets, of ConfigMaps only Cilium's. */
export function rbacManifest(wanted: readonly Resource[] = everyResource): string {
  const groups = [...new Set(wanted.map((resource) => resources[resource].group))];
  const rules = groups.map((group): Rule => {
    const plurals = wanted.filter((resource) => resources[resource].group === group && resource !== 'configmaps').map(pluralOf);
    return { apiGroups: [group], resources: plurals };
  });
  const config: Rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ciliumConfigMaps };
  const all = [...rules.filter((rule) => rule.resources.length > 0), ...(wanted.includes('configmaps') ? [config] : [])];
  return `${clusterRole(all)}---\n${binding}`;
}

const quoted = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

const clusterRole = (rules: readonly Rule[]) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: nlb-doctor
rules:
${rules
  .map(({ apiGroups, resources: plurals, resourceNames }) => {
    const names = resourceNames === undefined ? '' : `    resourceNames: ${quoted(resourceNames)}\n`;
    return `  - apiGroups: ${quoted(apiGroups)}\n    resources: ${quoted(plurals)}\n${names}    verbs: ["get", "list"]\n`;
  })
  .join('')}`;

const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: nlb-doctor
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: nlb-doctor
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: ${readersGroup}
`;
