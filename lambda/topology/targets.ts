/** The targets of a group: what AWS says of each, and what that means once expectation is taken into account. */

import type { Instance, TargetGroup as TargetGroupFacts, TargetHealthDescription } from '../snapshot/aws.ts';
import type { Reading } from '../snapshot/snapshot.ts';
import { plainOr } from '../text/shell.ts';
import type { Backend } from './endpoints.ts';
import { type Expectation, isByDesign } from './expected.ts';
import { byAws, type Fact, known, missing } from './fact.ts';
import type { ClusterNode, Origin, Target, Verdict } from './topology.ts';

export interface Setting {
  readonly facts: TargetGroupFacts;
  readonly attached: boolean;
  readonly region: string;
  readonly origin: Origin | undefined;
  readonly health: Reading<TargetHealthDescription> | undefined;
  readonly instances: Reading<Instance>;
  readonly instanceById: ReadonlyMap<string, Fact<Instance>>;
  readonly nodeById: ReadonlyMap<string, ClusterNode>;
  readonly backends: Fact<readonly Backend[]> | undefined;
  readonly expectation: Expectation;
}

/** Registered targets, then expected ones that are not registered, then a stand-in for an empty group. */
export function targetsOf(setting: Setting): readonly Target[] {
  const { health, facts } = setting;
  const registered = (health?.items ?? []).map((description) => registeredTarget(description, setting)).toSorted(byId);
  if (health?.state !== 'complete') return registered;
  const ids = new Set(registered.map(({ id }) => id));
  const absent = setting.expectation.missing
    .filter(({ id }) => !ids.has(id))
    .map(({ id, port, verdict }) => standIn(setting, { id, port, state: 'missing', verdict }))
    .toSorted(byId);
  const all = [...registered, ...absent];
  return all.length > 0 ? all : [standIn(setting, { id: '', port: facts.Port, state: 'empty', verdict: emptyVerdict(setting) })];
}

const byId = (a: Target, b: Target) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

function registeredTarget(description: TargetHealthDescription, setting: Setting): Target {
  const { Id: id, Port: port = setting.facts.Port, AvailabilityZone } = description.Target;
  const { State: state = 'not told', Reason: reason, Description } = description.TargetHealth ?? {};
  const node = nodeOf(id, setting);
  const instance = instanceOf(id, setting);
  const healthCheckPort = checkedPort(description.HealthCheckPort ?? setting.facts.HealthCheckPort, port);
  return {
    key: keyOf(setting, id, port),
    id,
    port,
    zone: AvailabilityZone ?? node?.zone ?? (instance.known ? instance.value?.Placement?.AvailabilityZone : undefined),
    state,
    reason,
    description: Description,
    healthCheckPort,
    verdict: verdictOf({ state, reason, node, healthCheckPort }, setting),
    node,
    instance,
  };
}

const keyOf = ({ facts }: Setting, id: string, port: number | undefined) => `${facts.TargetGroupName}/${id}:${port ?? ''}`;

function checkedPort(text: string | undefined, port: number | undefined): number | undefined {
  if (text === 'traffic-port') return port;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

const verdicts: Readonly<Record<string, Verdict>> = {
  healthy: 'healthy',
  unhealthy: 'failing',
  'unhealthy.draining': 'failing',
  initial: 'waiting',
  draining: 'resting',
  unused: 'failing',
};

function verdictOf(target: Pick<Target, 'state' | 'reason' | 'node' | 'healthCheckPort'>, setting: Setting): Verdict {
  if (target.state === 'unused' && target.reason === 'Target.NotRegistered') return 'resting';
  const verdict = Object.hasOwn(verdicts, target.state) ? (verdicts[target.state] ?? 'unknown') : 'unknown';
  return verdict === 'failing' && target.state !== 'unused' && isByDesign(target, setting) ? 'byDesign' : verdict;
}

function standIn(setting: Setting, { id, port, state, verdict }: Pick<Target, 'id' | 'port' | 'state' | 'verdict'>): Target {
  const node = nodeOf(id, setting);
  return {
    key: keyOf(setting, id, port),
    id,
    port,
    zone: node?.zone,
    state,
    reason: undefined,
    description: undefined,
    healthCheckPort: undefined,
    verdict,
    node,
    instance: id === '' ? known(undefined) : instanceOf(id, setting),
  };
}

/** An empty group is a fault where a Service stands behind it; of a group nobody claims it cannot be told what it should hold. */
function emptyVerdict({ origin }: Setting): Verdict {
  if (origin === undefined) return 'unknown';
  return 'failing';
}

function nodeOf(id: string, { nodeById, backends }: Setting): ClusterNode | undefined {
  const direct = nodeById.get(id);
  if (direct !== undefined || id.startsWith('i-')) return direct;
  const name = backends?.known ? backends.value.find(({ address }) => address === id)?.node : undefined;
  return name === undefined ? undefined : nodeById.get(name);
}

const none: Fact<undefined> = known(undefined);

function instanceOf(id: string, { instances, instanceById, region }: Setting): Fact<Instance | undefined> {
  const hit = instanceById.get(id);
  if (hit !== undefined) return hit;
  if (!id.startsWith('i-') || instances.state === 'complete') return none;
  const why = instances.state === 'incomplete' ? instances.gap.error : 'only some instances were read';
  return missing('ec2:DescribeInstances', `instance ${id}: ${why}`, {
    allow: 'IAM: ec2:DescribeInstances',
    ...byAws(region, `ec2 describe-instances --instance-ids ${plainOr(id, 'instance')}`),
  });
}
