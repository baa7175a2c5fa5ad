/** The path from the load balancer to the pods, hop by hop, with the break in it: what the picture draws. */

import { envoyDaemonSet } from '../topology/cilium.ts';
import type { NetworkLoadBalancer } from '../topology/topology.ts';
import type { PathHop, Status } from './diagnosis.ts';
import { type Hop, hops } from './finding.ts';
import { allTargets, isCounted, needsExplaining } from './reality.ts';
import { count } from './vocabulary.ts';

/** What the path needs to know of the explanation: where it breaks, why, and which rules were excluded by which fact. */
export interface Explained {
  readonly status: Status;
  readonly breaks: ReadonlyMap<Hop, string>;
  readonly ruledOut: readonly { readonly rule: string; readonly because: string }[];
}

export function pathOf(loadBalancer: NetworkLoadBalancer, explained: Explained): readonly PathHop[] {
  return hops.flatMap((hop): readonly PathHop[] => {
    const seen = describe[hop](loadBalancer, explained);
    const broken = explained.breaks.get(hop);
    if (broken !== undefined) return [{ hop, state: 'broken', text: brokenText(seen, broken) }];
    return seen === undefined ? [] : [{ hop, state: seen.state, text: seen.text }];
  });
}

/** What a hop shows on its own. `subject`: what it is, without a verdict on it, so that no break can contradict it. */
interface Seen {
  readonly state: 'ok' | 'failing' | 'unknown';
  readonly text: string;
  readonly subject?: string;
}

const ok = (text: string, subject?: string): Seen => ({ state: 'ok', text, ...(subject === undefined ? {} : { subject }) });
const failing = (text: string): Seen => ({ state: 'failing', text });
const unclear = (text: string, subject?: string): Seen => ({ state: 'unknown', text, ...(subject === undefined ? {} : { subject }) });

/** Where a hop breaks, what was seen of it is repeated only where it speaks of the failure too: "5 of 5 ready" does not stand beside a break. */
function brokenText(seen: Seen | undefined, broken: string): string {
  const before = seen?.state === 'failing' ? seen.text : seen?.subject;
  return before === undefined ? broken : `${before}: ${broken}`;
}

const describe: Readonly<Record<Hop, (loadBalancer: NetworkLoadBalancer, explained: Explained) => Seen | undefined>> = {
  'load-balancer': ({ name, scheme, facts }) => {
    const code = facts.State?.Code;
    const subject = [name, scheme].filter((part) => part !== undefined).join(', ');
    if (code === undefined) return unclear(subject, subject);
    // provisioning, active_impaired and failed: observed, and not what it should be.
    return code === 'active' ? ok(`${subject}, ${code}`, subject) : failing(`${subject}, ${code}`);
  },
  listener: ({ listeners }) => {
    if (!listeners.known) return unclear('listeners were not read');
    const text = listeners.value.map(({ Protocol, Port }) => `${Protocol ?? '?'} ${Port ?? '?'}`).toSorted();
    return text.length === 0 ? failing('no listener') : ok(text.join(', '), text.join(', '));
  },
  'target-group': (loadBalancer) => {
    const counted = allTargets(loadBalancer).filter(isCounted);
    if (counted.every(({ state }) => state === 'empty')) return counted.length === 0 ? unclear('no target seen') : failing('no targets');
    const healthy = counted.filter(({ verdict }) => verdict === 'healthy').length;
    const text = `${healthy} of ${count(counted.length, 'target')} healthy`;
    if (counted.some(needsExplaining)) return failing(text);
    return healthy === counted.length ? ok(text) : unclear(text, text);
  },
  network: (_, { status, ruledOut }) => {
    if (status === 'healthy') return ok('health checks pass');
    const proof = ruledOut.find(({ rule }) => rule === 'aws/security-group-blocks-health-check');
    return proof === undefined ? unclear('not proven') : ok(proof.because);
  },
  'node-port': (loadBalancer, { status }) => {
    const text = `NodePort ${nodePorts(loadBalancer).join('/') || 'unknown'}`;
    return status === 'healthy' ? ok(text, text) : unclear(text, text);
  },
  envoy: ({ cluster, origin }) => {
    if (cluster === undefined || !origin?.servedByEnvoy.known || !origin.servedByEnvoy.value.yes) return undefined;
    const daemonSet = envoyDaemonSet(cluster);
    const status = daemonSet.known ? daemonSet.value?.status : undefined;
    if (status?.numberReady === undefined || status.desiredNumberScheduled === undefined) return unclear("the node's Envoy");
    const text = `cilium-envoy ${status.numberReady} of ${status.desiredNumberScheduled} ready`;
    return status.numberReady === status.desiredNumberScheduled ? ok(text) : failing(text);
  },
  route: ({ origin }) => {
    const listeners = origin?.gateway.known ? origin.gateway.value?.status?.listeners : undefined;
    if (listeners === undefined) return undefined;
    const attached = listeners.reduce((sum, { attachedRoutes }) => sum + (attachedRoutes ?? 0), 0);
    return attached > 0 ? ok(`${count(attached, 'route')} attached`) : failing('no route attached');
  },
  backend: ({ origin }) =>
    origin?.servedByEnvoy.known && origin.servedByEnvoy.value.yes
      ? unclear('the pods behind the routes: no part of the health check', 'the pods behind the routes')
      : unclear('the pods of the Service', 'the pods of the Service'),
};

const nodePorts = (loadBalancer: NetworkLoadBalancer): readonly string[] =>
  [...new Set(loadBalancer.targetGroups.flatMap(({ port, targets }) => [port, ...targets.map((target) => target.port)]))]
    .filter((port) => port !== undefined)
    .toSorted((a, b) => a - b)
    .map(String);
