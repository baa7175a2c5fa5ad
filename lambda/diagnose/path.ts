/** The path from the load balancer to the pods, hop by hop, with the break in it: what the picture draws. */

import { envoyDaemonSet } from '../topology/cilium.ts';
import type { NetworkLoadBalancer } from '../topology/topology.ts';
import type { PathHop, Status } from './diagnosis.ts';
import { type Hop, hops } from './finding.ts';
import { allTargets } from './reality.ts';

/** What the path needs to know of the explanation: where it breaks, why, and which rules were excluded by which fact. */
export interface Explained {
  readonly status: Status;
  readonly breaks: ReadonlyMap<Hop, string>;
  readonly ruledOut: readonly { readonly rule: string; readonly because: string }[];
}

export function pathOf(loadBalancer: NetworkLoadBalancer, explained: Explained): readonly PathHop[] {
  return hops.flatMap((hop) => {
    const seen = describe[hop](loadBalancer, explained);
    const broken = explained.breaks.get(hop);
    if (broken !== undefined) return [{ hop, state: 'broken' as const, text: seen === undefined ? broken : `${seen.text}: ${broken}` }];
    return seen === undefined ? [] : [{ hop, ...seen }];
  });
}

type Seen = Omit<PathHop, 'hop'> | undefined;
const ok = (text: string): Seen => ({ state: 'ok', text });
const unclear = (text: string): Seen => ({ state: 'unknown', text });

const describe: Readonly<Record<Hop, (loadBalancer: NetworkLoadBalancer, explained: Explained) => Seen>> = {
  'load-balancer': ({ name, scheme, facts }) => {
    const text = [name, scheme, facts.State?.Code].filter((part) => part !== undefined).join(', ');
    return facts.State?.Code === 'active' ? ok(text) : unclear(text);
  },
  listener: ({ listeners }) => {
    if (!listeners.known) return unclear('listeners were not read');
    const said = listeners.value.map(({ Protocol, Port }) => `${Protocol ?? '?'} ${Port ?? '?'}`).toSorted();
    return said.length === 0 ? unclear('no listener') : ok(said.join(', '));
  },
  'target-group': (loadBalancer) => {
    const targets = allTargets(loadBalancer).filter(({ verdict }) => verdict !== 'resting' && verdict !== 'byDesign');
    const healthy = targets.filter(({ verdict }) => verdict === 'healthy').length;
    const text = `${healthy} of ${targets.length} targets healthy`;
    return healthy === targets.length && healthy > 0 ? ok(text) : unclear(text);
  },
  network: (_, { status, ruledOut }) => {
    if (status === 'healthy') return ok('health checks pass');
    const proof = ruledOut.find(({ rule }) => rule === 'aws/security-group-blocks-health-check');
    return proof === undefined ? unclear('not proven') : ok(proof.because);
  },
  'node-port': (loadBalancer, { status }) => {
    const text = `NodePort ${nodePorts(loadBalancer).join('/') || 'unknown'}`;
    return status === 'healthy' ? ok(text) : unclear(text);
  },
  envoy: ({ cluster, origin }) => {
    if (cluster === undefined || !origin?.servedByEnvoy.known || !origin.servedByEnvoy.value.yes) return undefined;
    const daemonSet = envoyDaemonSet(cluster);
    const status = daemonSet.known ? daemonSet.value?.status : undefined;
    if (status?.numberReady === undefined || status.desiredNumberScheduled === undefined) return unclear("the node's Envoy");
    const text = `cilium-envoy ${status.numberReady} of ${status.desiredNumberScheduled} ready`;
    return status.numberReady === status.desiredNumberScheduled ? ok(text) : unclear(text);
  },
  route: ({ origin }) => {
    const listeners = origin?.gateway.known ? origin.gateway.value?.status?.listeners : undefined;
    if (listeners === undefined) return undefined;
    const attached = listeners.reduce((sum, { attachedRoutes }) => sum + (attachedRoutes ?? 0), 0);
    return attached > 0 ? ok(`${attached} ${attached === 1 ? 'route' : 'routes'} attached`) : unclear('no route attached');
  },
  backend: ({ origin }) =>
    unclear(
      origin?.servedByEnvoy.known && origin.servedByEnvoy.value.yes
        ? 'the pods behind the routes: no part of the health check'
        : 'the pods of the Service',
    ),
};

const nodePorts = (loadBalancer: NetworkLoadBalancer): readonly string[] =>
  [...new Set(loadBalancer.targetGroups.flatMap(({ port, targets }) => [port, ...targets.map((target) => target.port)]))]
    .filter((port) => port !== undefined)
    .toSorted((a, b) => a - b)
    .map(String);
