/** Who should be a target, computed as the AWS Load Balancer Controller computes it, and who fails by design. */

import type { TargetGroup as TargetGroupFacts } from '../snapshot/aws.ts';
import type { LabelSelector, ServicePort, TargetGroupBinding } from '../snapshot/kubernetes.ts';
import type { ClusterPlace } from '../text/commands.ts';
import { plainOr } from '../text/shell.ts';
import type { Backend } from './endpoints.ts';
import { byKubectl, type Fact, known, missing } from './fact.ts';
import { exclusionOf } from './nodeEligibility.ts';
import type { ClusterNode, Origin, Target, Verdict } from './topology.ts';

/** `missing` holds everybody expected; who of them is registered is not known here. */
export interface Expectation {
  readonly expected: Fact<number>;
  readonly missing: readonly { readonly id: string; readonly port: number | undefined; readonly verdict: Verdict }[];
}

export interface Asked {
  readonly facts: TargetGroupFacts;
  readonly cluster: ClusterPlace | undefined;
  readonly origin: Origin | undefined;
  readonly binding: Fact<TargetGroupBinding | undefined>;
  readonly servicePort: Fact<ServicePort | undefined>;
  readonly nodes: Fact<readonly ClusterNode[]> | undefined;
  readonly backends: Fact<readonly Backend[]> | undefined;
  readonly takenAt: string;
}

/** A node that has just become Ready is registered soon: before that it is not missing. */
const grace = 5 * 60 * 1000;

export function expectationOf(asked: Asked): Expectation {
  const { binding } = asked;
  if (!binding.known) return nobody(binding);
  if (binding.value === undefined) return nobody(untold(asked, 'no TargetGroupBinding tells who should be registered'));
  const type = asked.facts.TargetType ?? binding.value.spec?.targetType;
  if (type === 'ip') return addresses(asked);
  return type === 'instance'
    ? instances(asked, binding.value)
    : nobody(untold(asked, `targets of type ${type ?? 'unknown'} are not computed`));
}

const nobody = (expected: Fact<number>): Expectation => ({ expected, missing: [] });
const untold = ({ cluster }: Asked, why: string) =>
  missing('targetgroupbindings.elbv2.k8s.aws', why, byKubectl(cluster, 'get targetgroupbindings -A -o yaml'));

function instances(asked: Asked, binding: TargetGroupBinding): Expectation {
  const { nodes, servicePort } = asked;
  if (nodes === undefined) return nobody(untold(asked, 'the cluster was not read'));
  if (!nodes.known) return nobody(nodes);
  if (!servicePort.known) return nobody(servicePort);
  const port = servicePort.value?.nodePort;
  if (port === undefined) return nobody(withoutNodePort(asked));
  const qualified = nodes.value.filter((node) => qualifies(node, binding.spec?.nodeSelector));
  const unclear = qualified.find((node) => !isClear(node));
  const serving = qualified.filter((node) => !isWithoutEndpoint(node.name, asked));
  const settled = serving.filter((node) => isSettled(node, asked.takenAt));
  return {
    expected: unclear === undefined ? known(serving.length) : untoldNode(asked, unclear),
    missing: settled.flatMap(({ instanceId }) => (instanceId === undefined ? [] : [{ id: instanceId, port, verdict: 'failing' as const }])),
  };
}

/** Nothing can be registered without a NodePort, where it is known that there is none. */
function withoutNodePort({ cluster, origin, servicePort }: Asked): Fact<number> {
  const spec = origin?.service.known ? origin.service.value?.spec : undefined;
  const isNone = servicePort.known && servicePort.value === undefined;
  if (isNone || spec?.type === 'ClusterIP' || spec?.allocateLoadBalancerNodePorts === false) return known(0);
  return missing('services', 'the Service does not show its NodePort', byKubectl(cluster, 'get services -A -o yaml'));
}

/** A node that does not say whether, or since when, it is Ready, or which instance it is, may be missing or not. */
const isClear = ({ ready, instanceId, object }: ClusterNode) =>
  ready !== undefined && instanceId !== undefined && !Number.isNaN(readySince(object));

const untoldNode = ({ cluster }: Asked, { name }: ClusterNode) =>
  missing(
    'nodes',
    `Node ${name} does not show condition Ready with its time, or spec.providerID`,
    byKubectl(cluster, `get node ${plainOr(name, 'node')} -o yaml`),
  );

const qualifies = ({ ready, object }: ClusterNode, selector: LabelSelector | null | undefined): boolean =>
  ready !== false && exclusionOf(object, selector) === undefined;

function isSettled({ ready, object }: ClusterNode, takenAt: string): boolean {
  return ready === true && Date.parse(takenAt) - readySince(object) >= grace;
}

/** NaN where it does not stand there. */
const readySince = ({ status }: ClusterNode['object']) =>
  Date.parse(status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '');

function addresses(asked: Asked): Expectation {
  const { backends, servicePort } = asked;
  if (backends === undefined) return nobody(untold(asked, 'the cluster was not read'));
  if (!backends.known) return nobody(backends);
  if (!servicePort.known) return nobody(servicePort);
  const ready = backends.value.filter(({ isPod, ready: isReady }) => isPod && isReady);
  const name = servicePort.value?.name ?? '';
  const ids = new Map(ready.map(({ address, ports }) => [address, ports.get(name)]));
  return { expected: known(ids.size), missing: [...ids].map(([id, port]) => ({ id, port, verdict: 'waiting' as const })) };
}

interface Judged extends Pick<Asked, 'facts' | 'origin' | 'backends'> {}

/**
 * Under externalTrafficPolicy Local a node without a ready back end answers the health-check NodePort with 503, on purpose.
 * Every step is positive evidence: whatever is taken out of a snapshot, a failing target never becomes one of these.
 */
export function isByDesign(target: Pick<Target, 'node' | 'healthCheckPort'>, judged: Judged): boolean {
  const service = judged.origin?.service.known ? judged.origin.service.value : undefined;
  const port = service?.spec?.healthCheckNodePort;
  if (port === undefined || target.healthCheckPort !== port || target.node === undefined) return false;
  return isWithoutEndpoint(target.node.name, judged);
}

function isWithoutEndpoint(node: string, { facts, origin, backends }: Judged): boolean {
  const service = origin?.service.known ? origin.service.value : undefined;
  if (facts.TargetType !== 'instance' || service?.spec?.externalTrafficPolicy !== 'Local') return false;
  if (!origin?.servedByEnvoy.known || origin.servedByEnvoy.value.yes) return false;
  if (!backends?.known) return false;
  const ready = backends.value.filter((backend) => backend.ready);
  if (ready.length === 0 || backends.value.some(({ node: on, isTold }) => on === undefined || !isTold)) return false;
  return !ready.some((backend) => backend.node === node);
}
