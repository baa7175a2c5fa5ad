/** An older Gateway CRD does not know `spec.infrastructure`: the API server drops it without a word, and its annotations never arrive. */

import type { CustomResourceDefinition, Gateway } from '../../../snapshot/kubernetes.ts';
import { kubectl } from '../../../text/commands.ts';
import { valueOr } from '../../../topology/fact.ts';
import { nameOf, objectOf } from '../../../topology/lookup.ts';
import { schemeAnnotation } from '../../../topology/scheme.ts';
import { advice, type Finding, notApplicable, ruledOut, supporting, unknown } from '../../finding.ts';
import { command, text } from '../../remedies.ts';
import type { LoadBalancerRule } from '../../rule.ts';
import { type Joined, servedByEnvoy } from '../../vocabulary.ts';

const definitionName = 'gateways.gateway.networking.k8s.io';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export const infrastructurePruned: LoadBalancerRule = {
  id: 'gateway/infrastructure-pruned',
  title: 'spec.infrastructure is not in the installed Gateway CRD, so the API server drops it',
  severity: 'warning',
  hop: 'load-balancer',
  subject: 'loadBalancer',
  reads: ['gateways.gateway.networking.k8s.io', 'customresourcedefinitions.apiextensions.k8s.io'],
  explanation: `\`spec.infrastructure\` came to the experimental channel of Gateway API 1.0 and to the standard channel later. Where an older standard CRD is installed,
the API server prunes the field when the Gateway is applied: Git has it, the cluster does not, nobody reports an error, and the annotations in it (the
scheme, the target type) never reach the Service. What was applied stays readable in the annotation \`last-applied-configuration\`.`,
  silentWhen: "The CRD's schema has `spec.infrastructure`, or nobody applied the field.",
  references: ['https://github.com/cilium/cilium/issues/30590', 'https://gateway-api.sigs.k8s.io/guides/#installing-gateway-api'],
  specialCaseOf: ['aws/scheme-mismatch', 'gateway/scheme-annotation-not-propagated'],
  remedies: (names) => [
    {
      title: 'Install a Gateway API bundle whose Gateway has spec.infrastructure, then apply the Gateway again',
      recommended: true,
      effect: 'The field is kept, Cilium copies its annotations to the Service, and the controller follows them.',
      risk: 'If the scheme changes by it, the controller REPLACES the load balancer: new ARN, DNS name and addresses. CRDs are shared by all Gateway controllers of the cluster, and Cilium asks for a certain bundle (see cilium/gateway-crds-unsupported).',
      undo: 'Apply the former bundle: the field is dropped again at the next apply.',
      steps: [
        command(
          kubectl(
            names,
            "get crd gateways.gateway.networking.k8s.io -o jsonpath='{.metadata.annotations.gateway\\.networking\\.k8s\\.io/bundle-version} {.metadata.annotations.gateway\\.networking\\.k8s\\.io/channel}'",
          ),
        ),
        text(
          'Apply standard-install.yaml of the release of Gateway API that your version of Cilium asks for, then sync or apply the Gateway again.',
        ),
      ],
      verify: [command(kubectl(names, `-n ${names.gatewayNamespace} get gateway ${names.gateway} -o jsonpath='{.spec.infrastructure}'`))],
    },
  ],
  examine: (loadBalancer) => servedByEnvoy(loadBalancer, examine),
};

function examine({ cluster, origin }: Joined): Finding {
  if (!origin.gateway.known) return unknown(origin.gateway);
  const gateway = origin.gateway.value;
  if (gateway === undefined) return notApplicable;
  const applied = appliedInfrastructure(gateway);
  if (applied === undefined || gateway.spec?.infrastructure) return notApplicable;
  const definition = objectOf(cluster.snapshot, 'customresourcedefinitions.apiextensions.k8s.io', undefined, definitionName);
  const knows = hasInfrastructure(valueOr(definition, undefined));
  if (knows === true) return ruledOut('the installed Gateway CRD has spec.infrastructure');
  return advice({
    summary: `spec.infrastructure was applied to ${nameOf(gateway)} and is not there: the installed CRD drops it, and its annotations never reach the Service`,
    confidence: 'likely',
    because:
      knows === false
        ? 'the field was applied, is gone, and the CRD does not have it'
        : 'the field was applied and is gone; the schema of the CRD was not read',
    names: { requestedScheme: applied.scheme ?? 'internet-facing' },
    evidence: [
      supporting(
        `last-applied-configuration has spec.infrastructure${applied.scheme === undefined ? '' : ` with ${schemeAnnotation}: ${applied.scheme}`}`,
        nameOf(gateway),
      ),
      supporting('spec has no infrastructure', nameOf(gateway)),
      ...(knows === false
        ? [supporting('the schema of spec has no property infrastructure', `CustomResourceDefinition ${definitionName}`)]
        : []),
    ],
  });
}

function appliedInfrastructure(gateway: Gateway): { readonly scheme: string | undefined } | undefined {
  const applied = parsed(gateway.metadata.annotations?.[lastApplied]);
  const infrastructure = memberOf(memberOf(applied, 'spec'), 'infrastructure');
  if (infrastructure === undefined) return undefined;
  const scheme = memberOf(memberOf(infrastructure, 'annotations'), schemeAnnotation);
  return { scheme: typeof scheme === 'string' ? scheme : undefined };
}

/** Whether any served version knows the field; undefined where no schema was read. */
function hasInfrastructure(definition: CustomResourceDefinition | undefined): boolean | undefined {
  const specs = (definition?.spec?.versions ?? [])
    .filter(({ served }) => served !== false)
    .map(({ schema }) => path(schema, ['openAPIV3Schema', 'properties', 'spec', 'properties']))
    .filter((properties) => properties !== undefined);
  return specs.length === 0 ? undefined : specs.some((properties) => memberOf(properties, 'infrastructure') !== undefined);
}

const path = (value: unknown, keys: readonly string[]): unknown => keys.reduce<unknown>(memberOf, value);
const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
