/** The grants that reading needs, as text to paste: an IAM statement, an access entry, RBAC. */

import { type Resource, resources } from '../snapshot/kubernetes.ts';
import { accessEntryArguments, readersGroup } from '../text/accessEntry.ts';
import { aws, type ClusterPlace } from '../text/commands.ts';
import { plainOr } from '../text/shell.ts';
import { pluralOf } from './kubernetes/list.ts';
import { ciliumConfigMaps, everyResource, systemNamespace } from './kubernetes/wanted.ts';

/** The ClusterRole of `infra/kubernetes/base`. */
const readersRole = 'nlb-doctor';

/** An IAM policy that is complete as it stands. None of these actions but eks:DescribeCluster knows single resources. */
export function iamPolicy(actions: readonly string[]): string {
  const statement = { Sid: 'NlbDoctorRead', Effect: 'Allow', Action: [...new Set(actions)].toSorted(), Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 2);
}

/** Lets the principal in as a member of the group. */
export const accessEntryCommand = ({ region, name, profile }: Stranger, principal?: string): string =>
  aws({ access: { region: plainOr(region, 'region'), profile } }, accessEntryArguments(name, principal));

/** A cluster that does not know the caller, and the profile the caller gave. */
interface Stranger extends ClusterPlace {
  readonly profile?: string | undefined;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** A ClusterRole and its binding to the group, as YAML: list and get, no Secrets, of ConfigMaps only Cilium's. In the order the snapshot knows the kinds. */
export function rbacManifest(kinds: readonly Resource[], name = readersRole): string {
  const wanted = everyResource.filter((resource) => kinds.includes(resource));
  const groups = [...new Set(wanted.map((resource) => resources[resource].group))];
  const rules = groups.map((group): Rule => {
    const plurals = wanted.filter((resource) => resources[resource].group === group && resource !== 'configmaps').map(pluralOf);
    return { apiGroups: [group], resources: plurals };
  });
  const config: Rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ciliumConfigMaps };
  const all = [...rules.filter((rule) => rule.resources.length > 0), ...(wanted.includes('configmaps') ? [config] : [])];
  return `${clusterRole(name, all)}---\n${binding(name)}`;
}

const quoted = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

const clusterRole = (name: string, rules: readonly Rule[]) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
${rules
  .map(({ apiGroups, resources: plurals, resourceNames }) => {
    const names = resourceNames === undefined ? '' : `    resourceNames: ${quoted(resourceNames)}\n`;
    return `  - apiGroups: ${quoted(apiGroups)}\n    resources: ${quoted(plurals)}\n${names}    verbs: ["get", "list"]\n`;
  })
  .join('')}`;

const binding = (name: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: ${name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: ${name}
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: ${readersGroup}
`;

/** What reading logs takes: a Role of its own, in the namespace of Cilium and of the controller only. */
export const logsManifest = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: nlb-doctor-logs
  namespace: ${systemNamespace}
rules:
  - apiGroups: [""]
    resources: ["pods/log"]
    verbs: ["get"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: nlb-doctor-logs
  namespace: ${systemNamespace}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: nlb-doctor-logs
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: ${readersGroup}
`;
