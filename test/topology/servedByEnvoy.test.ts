import { describe, expect, test } from '@jest/globals';
import { binding, cluster, group, joined, type Objects, object, service, slice } from './build.ts';

const bound = binding({ targetGroupARN: group('web').TargetGroupArn });
const gateway = object('Gateway', 'public', { spec: { gatewayClassName: 'cilium' } });
const owned = service('web', {}, {}, { ownerReferences: [{ kind: 'Gateway', name: 'public', controller: true }] });
const classOf = (controllerName: string, name = 'cilium') =>
  object('GatewayClass', name, { spec: { controllerName } }, { namespace: undefined });
const config = (services: readonly object[], more = {}) => object('CiliumEnvoyConfig', 'l7', { spec: { services } }, more);
const wide = (services: readonly object[]) =>
  object('CiliumClusterwideEnvoyConfig', 'all', { spec: { services } }, { namespace: undefined });
const origin = (objects: Objects) =>
  joined({ clusters: [cluster({ services: [service('web')], 'targetgroupbindings.elbv2.k8s.aws': [bound], ...objects })] }).origin;
const placeholder = { addresses: ['192.192.192.192'], conditions: { ready: true } };
const read = {
  'ciliumenvoyconfigs.cilium.io': [],
  'ciliumclusterwideenvoyconfigs.cilium.io': [],
  'gateways.gateway.networking.k8s.io': [],
};

describe("Cilium's Envoy", () => {
  const yes: readonly (readonly [string, Objects, string])[] = [
    [
      'a Gateway of its class owns it',
      {
        services: [owned],
        'gateways.gateway.networking.k8s.io': [gateway],
        'gatewayclasses.gateway.networking.k8s.io': [classOf('io.cilium/gateway-controller')],
      },
      'Gateway shop/public',
    ],
    [
      'a Gateway of class cilium owns it, classes unread',
      { services: [owned], 'gateways.gateway.networking.k8s.io': [gateway] },
      'Gateway shop/public',
    ],
    [
      'a CiliumEnvoyConfig of its namespace names it',
      { 'ciliumenvoyconfigs.cilium.io': [config([{ name: 'web' }])] },
      'CiliumEnvoyConfig shop/l7',
    ],
    [
      'a cluster-wide one names it',
      { 'ciliumclusterwideenvoyconfigs.cilium.io': [wide([{ name: 'web', namespace: 'shop' }])] },
      'CiliumClusterwideEnvoyConfig all',
    ],
    ['its endpoint is the placeholder', { 'endpointslices.discovery.k8s.io': [slice('web', placeholder)] }, 'EndpointSlice shop/web-1'],
    [
      'its Endpoints are the placeholder',
      { endpoints: [object('Endpoints', 'web', { subsets: [{ addresses: [{ ip: '192.192.192.192' }] }] })] },
      'Endpoints shop/web',
    ],
    [
      'a label names the Gateway',
      { services: [service('web', {}, {}, { labels: { 'io.cilium.gateway/owning-gateway': 'public' } })] },
      'Service shop/web',
    ],
  ];
  test.each(yes)('serves a Service where %s', (_, objects, source) => {
    expect(origin(objects)?.servedByEnvoy).toMatchObject({
      known: true,
      value: { yes: true, source, because: expect.stringMatching(/\w/) },
    });
  });

  test('serves a Service without selector that has a name of Cilium', () => {
    const shared = {
      services: [service('cilium-ingress')],
      'targetgroupbindings.elbv2.k8s.aws': [binding({ targetGroupARN: group('web').TargetGroupArn }, 'cilium-ingress')],
    };
    expect(origin(shared)?.servedByEnvoy).toMatchObject({ known: true, value: { yes: true } });
  });

  const withSelector = { services: [service('web', { selector: { app: 'web' } })] };
  test('does not serve what has pods of its own, or what nobody redirects', () => {
    expect(origin({ ...read, ...withSelector })?.servedByEnvoy).toMatchObject({ known: true, value: { yes: false } });
    expect(origin(read)?.servedByEnvoy).toMatchObject({ known: true, value: { yes: false } });
  });

  test('does not serve a Gateway of another class', () => {
    const other = {
      ...read,
      services: [owned],
      'gateways.gateway.networking.k8s.io': [gateway],
      'gatewayclasses.gateway.networking.k8s.io': [classOf('istio.io/gateway-controller')],
    };
    expect(origin(other)?.servedByEnvoy).toMatchObject({ known: true, value: { yes: false } });
  });

  const open: readonly (readonly [string, Objects])[] = [
    ['configs were not read', {}],
    ['configs were not read, though it has a selector', withSelector],
    [
      'the Gateway that owns it was not read',
      { 'ciliumenvoyconfigs.cilium.io': [], 'ciliumclusterwideenvoyconfigs.cilium.io': [], services: [owned] },
    ],
    [
      'a config does not say whom it redirects',
      { ...read, ...withSelector, 'ciliumenvoyconfigs.cilium.io': [object('CiliumEnvoyConfig', 'l7', { spec: {} })] },
    ],
    ['the Service is gone', { ...read, services: [] }],
  ];
  test.each(open)('may or may not serve it where %s', (_, objects) => {
    expect(origin(objects)?.servedByEnvoy).toMatchObject({
      known: false,
      missing: { grant: { commands: [{ args: expect.stringMatching(/^(-n \S+ )?get \w/) }] } },
    });
  });

  test('is not meant by a config that names the Service of another namespace', () => {
    expect(origin({ ...read, 'ciliumenvoyconfigs.cilium.io': [config([{ name: 'web', namespace: 'attic' }])] })?.envoyConfigs).toEqual({
      known: true,
      value: [],
    });
  });
});

describe('the Ingress that owns a Service', () => {
  const ingress = object('Ingress', 'shop');
  const byIngress = service('web', {}, {}, { ownerReferences: [{ kind: 'Ingress', name: 'shop', controller: true }] });
  test('is found, known to be none, or unknown', () => {
    expect(origin({ services: [byIngress], 'ingresses.networking.k8s.io': [ingress] })?.ingress).toMatchObject({
      known: true,
      value: { metadata: { name: 'shop' } },
    });
    expect(origin({})?.ingress).toEqual({ known: true, value: undefined });
    expect(origin({ services: [byIngress] })?.ingress).toMatchObject({ known: false });
  });
});
