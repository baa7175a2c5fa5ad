/** The operator insists on certain versions of the Gateway API CRDs, and stays idle or crashes where they are not served. */

import type { CustomResourceDefinition } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { isVersionIn, setting } from '../../../topology/cilium.ts';
import { listed } from '../../../topology/lookup.ts';
import type { Cluster } from '../../../topology/topology.ts';
import { cause, type Evidence, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text } from '../../remedies.ts';
import type { ClusterRule } from '../../rule.ts';

interface Need {
  readonly plural: string;
  readonly version: string;
  /** Needed only where the CRD is installed at all. */
  readonly ifInstalled?: true;
}

interface Line {
  readonly from: string;
  readonly before: string;
  /** The bundle the documentation of this line asks for. */
  readonly bundle: string;
  readonly needs: readonly Need[];
}

const core = ['gatewayclasses', 'gateways', 'httproutes'].map((plural): Need => ({ plural, version: 'v1' }));
const grant: Need = { plural: 'referencegrants', version: 'v1beta1' };
const grpc: Need = { plural: 'grpcroutes', version: 'v1' };

/** What the operator of each line looks for at start (operator/pkg/gateway-api/cell.go of each release). */
const lines: readonly Line[] = [
  {
    from: '1.15.0',
    before: '1.16.0',
    bundle: 'v1.0.0',
    needs: [...core, grant, { plural: 'grpcroutes', version: 'v1alpha2' }, { plural: 'tlsroutes', version: 'v1alpha2' }],
  },
  {
    from: '1.16.0',
    before: '1.17.0',
    bundle: 'v1.1.0',
    needs: [...core, grpc, grant, { plural: 'tlsroutes', version: 'v1alpha2', ifInstalled: true }],
  },
  {
    from: '1.17.0',
    before: '1.19.0',
    bundle: 'v1.2.0',
    needs: [...core, grpc, grant, { plural: 'tlsroutes', version: 'v1alpha2', ifInstalled: true }],
  },
  {
    from: '1.19.0',
    before: '1.20.0',
    bundle: 'v1.4.1',
    needs: [...core, grpc, grant, { plural: 'tlsroutes', version: 'v1alpha2', ifInstalled: true }],
  },
  {
    from: '1.20.0',
    before: '1.21.0',
    bundle: 'v1.6.1',
    needs: [...core, grpc, ...['referencegrants', 'tlsroutes', 'backendtlspolicies'].map((plural): Need => ({ plural, version: 'v1' }))],
  },
];

export const gatewayCrdsUnsupported: ClusterRule = {
  id: 'cilium/gateway-crds-unsupported',
  title: 'Gateway API CRDs are missing, or of a version this Cilium does not serve',
  severity: 'critical',
  hop: 'load-balancer',
  subject: 'cluster',
  reads: ['customresourcedefinitions.apiextensions.k8s.io', 'configmaps', 'daemonsets.apps'],
  explanation: `At start the operator looks for the kinds of Gateway API it was built for. Where one is missing or its version is not served, the Gateway controller and
the copying of TLS secrets stay off for the life of the process: no GatewayClass is accepted and no load balancer is made; one that stood before
remains, and its TLS listeners reset connections. Versions before 1.20 crash where TLSRoute is installed but v1alpha2 is not served (Gateway API 1.5
standard channel). CRDs installed later are noticed only after the operator restarts. Cilium 1.20 needs the bundle 1.6.1.`,
  silentWhen: 'Every kind the version asks for is served, Gateway API is off, or the version of Cilium is not in the table.',
  references: [
    'https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/#prerequisites',
    'https://github.com/cilium/cilium/issues/38420',
    'https://github.com/cilium/cilium/issues/44920',
    'https://github.com/kubernetes-sigs/kubespray/issues/13223',
  ],
  remedies: (names) => [
    {
      title: 'Install the bundle of Gateway API that this version of Cilium asks for, then restart the operator',
      recommended: true,
      effect: 'The operator finds its kinds and reconciles Gateways again.',
      risk: 'CRDs are shared by every Gateway controller of the cluster: check the others first. Never delete a CRD: that deletes all its objects.',
      undo: 'Apply the former bundle.',
      steps: [
        command(
          kubectl(
            names,
            `apply --server-side -f https://github.com/kubernetes-sigs/gateway-api/releases/download/${names.bundle}/standard-install.yaml`,
          ),
        ),
        text('Cilium 1.15 to 1.19 with TLSRoute: use experimental-install.yaml of the same release, which serves v1alpha2.'),
        command(kubectl(names, `-n ${names.ciliumNamespace} rollout restart deployment/cilium-operator`)),
      ],
      verify: [
        command(
          kubectl(
            names,
            "get crds -o custom-columns='NAME:.metadata.name,SERVED:.spec.versions[?(@.served==true)].name' | grep gateway.networking.k8s.io",
          ),
        ),
        command(kubectl(names, 'get gatewayclasses')),
      ],
    },
  ],
  examine,
};

function examine(cluster: Cluster): Finding {
  const enabled = setting(cluster, 'enable-gateway-api');
  if (!enabled.known) return unknown(enabled);
  if (enabled.value.value !== 'true') return notApplicable;
  if (!cluster.ciliumVersion.known) return unknown(cluster.ciliumVersion);
  const version = cluster.ciliumVersion.value;
  const line = lines.find(({ from, before }) => isVersionIn(version, from, before));
  const definitions = listed(cluster.snapshot, 'customresourcedefinitions.apiextensions.k8s.io');
  if (!definitions.known) return unknown(definitions);
  if (line === undefined) return notApplicable;
  const lacking = line.needs.flatMap((need) => lackOf(need, definitions.value));
  if (lacking.length === 0) return ruledOut(`every kind of Gateway API that Cilium ${version} asks for is served`);
  return cause({
    summary: `Cilium ${version} does not find ${lacking.length === 1 ? 'a kind' : `${lacking.length} kinds`} of Gateway API it insists on`,
    confidence: 'likely',
    because: `all CustomResourceDefinitions were read; Cilium ${version} is documented for Gateway API ${line.bundle}`,
    targets: [],
    names: { bundle: line.bundle },
    evidence: lacking,
  });
}

function lackOf({ plural, version, ifInstalled }: Need, definitions: readonly CustomResourceDefinition[]): readonly Evidence[] {
  const name = `${plural}.gateway.networking.k8s.io`;
  const definition = definitions.find(({ metadata }) => metadata.name === name);
  if (definition === undefined) return ifInstalled ? [] : [supporting(`${name} is not installed`, 'CustomResourceDefinition')];
  const versions = definition.spec?.versions;
  if (versions === undefined) return [];
  if (versions.some((one) => one.name === version && one.served !== false)) return [];
  const served = versions.filter((one) => one.served === true).map((one) => one.name);
  const bundle = definition.metadata.annotations?.['gateway.networking.k8s.io/bundle-version'];
  return [
    supporting(
      `${version} is not served (served: ${served.join(', ') || 'none'}${bundle === undefined ? '' : `; bundle ${bundle}`})`,
      `CustomResourceDefinition ${name}`,
    ),
  ];
}
