/** How the reader of a diagnosis reaches each cluster: its context, and the command that makes it. */

import { notFound } from '../snapshot/gaps.ts';
import { type Access, aws, type ClusterAccess, eksAccess, givenAccess, isNameShared, kubectl, unknownAccess } from '../text/commands.ts';
import type { Grant, GrantCommand } from '../topology/fact.ts';
import type { Cluster, Topology } from '../topology/topology.ts';
import type { KubernetesAccess, ReportedFinding } from './diagnosis.ts';
import { usesContext } from './finding.ts';

/** The access to a cluster; to its region alone where no cluster is known. */
export type AccessOf = (region: string, cluster?: string) => ClusterAccess;

export function accessIn(topology: Topology, access: Access): AccessOf {
  const inEks = topology.clusters.filter((cluster) => isEks(cluster, topology));
  const find = (region: string, name: string) => topology.clusters.find((one) => one.region === region && one.name === name);
  return (region, name) => {
    const cluster = name === undefined ? undefined : find(region, name);
    if (access.kubeconfig !== undefined && (name === undefined || cluster !== undefined)) return givenAccess(region, access);
    if (cluster === undefined || !isEks(cluster, topology)) return unknownAccess(region, name, access);
    return eksAccess(cluster, isNameShared(cluster, inEks), access);
  };
}

/** EKS describes it, or refused to: what EKS does not know at all has no access entry and no `update-kubeconfig`. */
const isEks = ({ name, region, snapshot }: Cluster, { gaps }: Topology): boolean =>
  snapshot.eks !== undefined ||
  gaps.some((gap) => gap.what === 'eks:DescribeCluster' && gap.cluster === name && gap.region === region && !isNotFound(gap.code));

const isNotFound = (code: string | number | undefined) => code === notFound || code === 'ResourceNotFoundException';

/** As the diagnosis shows it: null where none of its commands names a context. */
export function reportedAccess(
  { context, kubeconfig, setup, note }: ClusterAccess,
  findings: readonly ReportedFinding[],
  grants: readonly Grant[],
): KubernetesAccess | null {
  const isUsed =
    findings.some(({ remedies }) => remedies.some(usesContext)) ||
    grants.some(({ commands = [] }) => commands.some(({ tool }) => tool === 'kubectl'));
  return isUsed ? { context, kubeconfig: kubeconfig ?? null, setup: setup ?? null, note: note ?? null } : null;
}

/** `RBAC: …; by hand: kubectl …` */
export function grantText({ allow, commands = [] }: Grant, accessOf: AccessOf, region: string): string {
  const text = commands.map((command) => commandText(command, accessOf, region)).join(' and ');
  return allow === undefined ? text : text === '' ? allow : `${allow}; by hand: ${text}`;
}

function commandText(command: GrantCommand, accessOf: AccessOf, region: string): string {
  if (command.tool === 'aws') return aws({ access: accessOf(command.region) }, command.args);
  const { cluster } = command;
  return kubectl({ access: cluster === undefined ? accessOf(region) : accessOf(cluster.region, cluster.name) }, command.args);
}
