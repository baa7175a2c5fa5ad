import { describe, expect, test } from '@jest/globals';
import { joinTopology } from '../../lambda/topology/join.ts';
import { cluster, endpoint, group, health, node, object, service, slice, snapshotOf } from './build.ts';

const local = { externalTrafficPolicy: 'Local', healthCheckNodePort: 32001, selector: { app: 'web' } };
const hostname = { loadBalancer: { ingress: [{ hostname: 'edge-1.elb.eu-west-1.amazonaws.com' }] } };
const objects = {
  services: [service('web', local, hostname)],
  nodes: [node('one', 'i-1a'), node('two', 'i-2b'), node('three', 'i-3c')],
  'endpointslices.discovery.k8s.io': [
    slice('web', endpoint('10.0.0.7', 'one'), endpoint('10.0.0.8', 'three', false)),
    slice('db', endpoint('10.0.0.9', 'two')),
  ],
  'ciliumenvoyconfigs.cilium.io': [object('CiliumEnvoyConfig', 'other', { spec: { services: [{ name: 'other', namespace: 'shop' }] } })],
};
const byEndpoints = {
  ...objects,
  'endpointslices.discovery.k8s.io': undefined,
  endpoints: [
    object('Endpoints', 'web', {
      subsets: [{ addresses: [{ ip: '10.0.0.7', nodeName: 'one' }], notReadyAddresses: [{ ip: '10.0.0.8', nodeName: 'three' }] }],
    }),
  ],
};
const targets = ['i-1a', 'i-2b', 'i-3c'].map((id) => health(id, 'unhealthy', 'Target.FailedHealthChecks', '32001'));
const world = (changed: object = objects, facts: object = {}) => {
  const read = Object.fromEntries(Object.entries(changed).filter(([, list]) => list !== undefined));
  return snapshotOf({
    targets,
    groups: [group('web', { HealthCheckPort: '32001', HealthCheckProtocol: 'HTTP', ...facts })],
    clusters: [cluster(read)],
  });
};
const verdicts = (snapshot: ReturnType<typeof world>) =>
  joinTopology(snapshot).loadBalancers.flatMap(({ targetGroups }) =>
    targetGroups.flatMap((one) => one.targets.map(({ verdict }) => verdict)),
  );

const all = ['failing', 'failing', 'failing'];
const replaced = (resource: string, ...items: readonly object[]) => ({ ...objects, [resource]: items });
const web = (...endpoints: readonly object[]) => replaced('endpointslices.discovery.k8s.io', slice('web', ...endpoints));

describe('under policy Local', () => {
  test('a node without a ready back end fails by design, one with a back end does not', () => {
    expect(verdicts(world())).toEqual(['failing', 'byDesign', 'byDesign']);
    expect(verdicts(world(byEndpoints))).toEqual(['failing', 'byDesign', 'byDesign']);
  });

  const rows: readonly (readonly [string, object, object?])[] = [
    ['the policy is Cluster', replaced('services', service('web', { ...local, externalTrafficPolicy: 'Cluster' }, hostname))],
    ['another port is checked', replaced('services', service('web', { ...local, healthCheckNodePort: 32002 }, hostname))],
    ['targets are addresses', objects, { TargetType: 'ip' }],
    [
      'a CiliumEnvoyConfig redirects the Service',
      replaced(
        'ciliumenvoyconfigs.cilium.io',
        object('CiliumEnvoyConfig', 'l7', { spec: { services: [{ name: 'web', namespace: 'shop' }] } }),
      ),
    ],
    [
      'a CiliumEnvoyConfig does not say whom it redirects',
      replaced('ciliumenvoyconfigs.cilium.io', object('CiliumEnvoyConfig', 'l7', { spec: { services: [{}] } })),
    ],
    ['CiliumEnvoyConfigs were not read', { ...objects, 'ciliumenvoyconfigs.cilium.io': undefined }],
    ['endpoints were not read', { ...objects, 'endpointslices.discovery.k8s.io': undefined }],
    ['no back end is ready', web(endpoint('10.0.0.7', 'one', false))],
    ['a back end does not say its node', web(endpoint('10.0.0.7', 'one'), { addresses: ['10.0.0.8'], conditions: { ready: true } })],
    ['a back end does not say whether it is ready', web(endpoint('10.0.0.7', 'one'), { ...endpoint('10.0.0.8', 'one'), conditions: {} })],
    ['a back end has no address', web(endpoint('10.0.0.7', 'one'), { nodeName: 'two', conditions: { ready: true } })],
    [
      'a slice says nothing of its Service',
      replaced(
        'endpointslices.discovery.k8s.io',
        slice('web', endpoint('10.0.0.7', 'one')),
        object('EndpointSlice', 'x', { endpoints: [] }),
      ),
    ],
  ];
  test.each(rows)('nothing fails by design where %s', (_, changed, facts = {}) => {
    expect(verdicts(world(changed, facts))).toEqual(all);
  });
});

/** Every field of every object, one at a time, as a copy of the objects without it. */
function* withoutEach(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) for (const less of withoutEach(item)) yield value.with(at, less);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const less of withoutEach(item)) yield { ...value, [key]: less };
    }
  }
}

/** A snapshot is read by shape first: what an object must have is there. */
const isReadable = (objectsLeft: object) =>
  Object.values(objectsLeft).every(
    (list) =>
      list === undefined ||
      (list as readonly { metadata?: { name?: string }; kind?: string }[]).every(({ metadata, kind }) => metadata?.name && kind),
  );

describe.each([
  ['EndpointSlices', objects],
  ['Endpoints', byEndpoints],
  [
    'a CiliumEnvoyConfig that redirects',
    replaced(
      'ciliumenvoyconfigs.cilium.io',
      object('CiliumEnvoyConfig', 'l7', { spec: { services: [{ name: 'web', namespace: 'shop' }] } }),
    ),
  ],
  ['no back end ready', web(endpoint('10.0.0.7', 'one', false), endpoint('10.0.0.8', 'two', false))],
  ['every node with a back end', web(endpoint('10.0.0.7', 'one'), endpoint('10.0.0.8', 'two'), endpoint('10.0.0.9', 'three'))],
])('whatever one field is taken away, with %s', (_, start) => {
  test('no failing target comes to fail by design, or to be healthy', () => {
    const before = verdicts(world(start));
    const variants = [...withoutEach(start)].filter((less) => isReadable(less as object));
    expect(variants.length).toBeGreaterThan(40);
    for (const less of variants) {
      const excused = verdicts(world(less as object)).flatMap((verdict, at) =>
        before[at] === 'failing' && ['byDesign', 'healthy', 'resting'].includes(verdict) ? [at] : [],
      );
      expect({ less, excused }).toEqual({ less, excused: [] });
    }
  });
});
