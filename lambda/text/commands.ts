/** Commands that people paste: each names the cluster, region and profile it is meant for, so that none runs against whatever is current. */

import { plainOr, quote, withPlaceholdersQuoted } from './shell.ts';

/** What the person gave to reach AWS and Kubernetes; empty for the monitor and for replays. */
export interface Access {
  /** A profile of the AWS configuration. */
  readonly profile?: string | undefined;
  /** The kubeconfig that was read instead of EKS. */
  readonly kubeconfig?: { readonly path?: string; readonly context?: string } | undefined;
}

export interface ClusterPlace {
  readonly region: string;
  readonly name: string;
}

/** What a command needs to reach one cluster and its region. */
export interface ClusterAccess {
  readonly region: string;
  readonly profile: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly context: string;
  /** What a live check was given instead of EKS; undefined where the cluster is found in EKS. */
  readonly given: Access['kubeconfig'];
  /** Makes the context; undefined where it is there, or where it cannot be told how. */
  readonly setup: string | undefined;
  /** A sentence about a context that the reader has to put in. */
  readonly note: string | undefined;
}

/** The flags that a live check was given: the context is there already. */
export function givenAccess(region: string, { profile, kubeconfig }: Access): ClusterAccess {
  const common = commonAccess(region, profile);
  const [path, context] = [kubeconfig?.path, kubeconfig?.context];
  const note = context === undefined ? 'Replace <context> by the context of the kubeconfig that was used.' : undefined;
  return { ...common, given: kubeconfig, kubeconfig: path, context: context ?? '<context>', setup: undefined, note };
}

/** An EKS cluster. The alias is the context's name: the cluster's own, or `<cluster>.<region>` where two regions have one of that name. */
export function eksAccess({ region, name }: ClusterPlace, isShared: boolean, { profile }: Access): ClusterAccess {
  const common = commonAccess(region, profile);
  const cluster = plainOr(name, 'cluster');
  const context = isShared ? `${cluster}.${common.region}` : cluster;
  const setup = aws({ access: common }, `eks update-kubeconfig --name ${quote(cluster)} --alias ${quote(context)}`);
  return { ...common, given: undefined, kubeconfig: undefined, context, setup, note: undefined };
}

/** Whether two regions have an EKS cluster of this name. */
export const isNameShared = ({ name }: ClusterPlace, all: readonly ClusterPlace[]): boolean =>
  new Set(all.filter((one) => one.name === name).map(({ region }) => region)).size > 1;

/** A cluster that EKS does not describe: its context has a name only the reader knows. */
export function unknownAccess(region: string, cluster: string | undefined, { profile }: Access): ClusterAccess {
  const name = plainOr(cluster, 'cluster');
  const context = name === '<cluster>' ? '<context>' : `<context of ${name}>`;
  const why = cluster === undefined ? 'The cluster is not known' : `EKS does not describe cluster ${name}`;
  const note = `${why}: replace ${context} by its context in your kubeconfig.`;
  return { ...commonAccess(region, profile), given: undefined, kubeconfig: undefined, context, setup: undefined, note };
}

const commonAccess = (region: string, profile: string | undefined) => ({ region: plainOr(region, 'region'), profile });

/** Anything that says which cluster its commands are for: a rule's names are such. */
interface In<T> {
  readonly access: T;
}

type KubernetesFlags = Pick<ClusterAccess, 'kubeconfig' | 'context'>;
type AwsFlags = Pick<ClusterAccess, 'region' | 'profile'>;

export const kubectl = ({ access }: In<KubernetesFlags>, args: string): string =>
  withPlaceholdersQuoted(['kubectl', ...flag('kubeconfig', access.kubeconfig), ...flag('context', access.context), args].join(' '));

export const helm = ({ access }: In<KubernetesFlags>, args: string): string =>
  withPlaceholdersQuoted(['helm', ...flag('kubeconfig', access.kubeconfig), ...flag('kube-context', access.context), args].join(' '));

/** Whether a command made here needs the context to be there. */
export const namesContext = (command: string): boolean => / --(?:kube-)?context /.test(command);

/** `args` begin with service and operation: the region stands behind them, where people look for it. */
export function aws({ access: { region, profile } }: In<AwsFlags>, args: string): string {
  const [service = '', operation = '', ...rest] = args.split(' ');
  return withPlaceholdersQuoted(['aws', service, operation, ...awsFlags(region, profile), ...rest].join(' '));
}

/** `args` begin with the sub-command. The kubeconfig is named where it was given, else the cluster is found in EKS again. */
export function nlbDoctor({ access }: In<AwsFlags & Pick<ClusterAccess, 'given'>>, args: string): string {
  const [command = '', ...rest] = args.split(' ');
  const { region, profile, given } = access;
  const cluster = [...flag('kubeconfig', given?.path), ...flag('context', given?.context)];
  return withPlaceholdersQuoted(['nlb-doctor', command, ...awsFlags(region, profile), ...cluster, ...rest].join(' '));
}

const awsFlags = (region: string, profile: string | undefined): readonly string[] => [
  ...flag('region', region),
  ...flag('profile', profile),
];

const flag = (name: string, value: string | undefined): readonly string[] => (value === undefined ? [] : [`--${name} ${quote(value)}`]);
