/** The engine: every rule looks at every subject, and what they say is tested against what is. A pure function of the topology. */

import { gapSentence } from '../snapshot/gaps.ts';
import type { Access } from '../text/commands.ts';
import { type Missing, valueOr } from '../topology/fact.ts';
import { requestedScheme } from '../topology/scheme.ts';
import type { Cluster, NetworkLoadBalancer, Topology } from '../topology/topology.ts';
import { type AccessOf, accessIn, grantText, reportedAccess } from './access.ts';
import { cannotTellOf } from './cannotTell.ts';
import type { BlindSpot, ClusterDiagnosis, Coverage, Diagnosis, LoadBalancerDiagnosis } from './diagnosis.ts';
import { differencesOf } from './differences.ts';
import { type Examined, examineCluster, examineLoadBalancer } from './examine.ts';
import { type Explanation, explain, explainCluster } from './explain.ts';
import type { Hop } from './finding.ts';
import { namesOfCluster, namesOfLoadBalancer } from './names.ts';
import { normalOf } from './normal.ts';
import { pathOf } from './path.ts';
import { allTargets, needsExplaining, type Tested, testAgainstTargets } from './reality.ts';
import type { Rule } from './rule.ts';
import { shapeOf } from './shape.ts';
import { failsOpen, groupDiagnosis, statusOf } from './status.ts';
import { summaryOf } from './summary.ts';

export interface DiagnosisOptions {
  /** The flags of the live check, for the commands that are printed. */
  readonly access?: Access;
}

interface Setting {
  readonly rules: readonly Rule[];
  readonly topology: Topology;
  readonly accessOf: AccessOf;
}

/** The same topology and the same rules give the same diagnosis, byte for byte. */
export function diagnoseBy(rules: readonly Rule[], topology: Topology, { access = {} }: DiagnosisOptions = {}): Diagnosis {
  const setting: Setting = { rules, topology, accessOf: accessIn(topology, access) };
  const cannotTell = cannotTellOf(topology, setting.accessOf);
  return {
    format: 1,
    takenAt: topology.takenAt,
    account: topology.account ?? null,
    cannotTell,
    loadBalancers: topology.loadBalancers.map((one) => diagnoseLoadBalancer(one, setting)),
    clusters: topology.clusters.map((one) => diagnoseCluster(one, setting)),
    coverage: coverageOf(topology, cannotTell),
  };
}

function diagnoseLoadBalancer(loadBalancer: NetworkLoadBalancer, { rules, topology, accessOf }: Setting): LoadBalancerDiagnosis {
  const access = accessOf(loadBalancer.region, loadBalancer.cluster?.name);
  const examined = examineLoadBalancer(rules, loadBalancer, topology);
  const tested = testAgainstTargets(loadBalancer, examined);
  const toExplain = allTargets(loadBalancer).filter(needsExplaining).length;
  const explanation = explain(tested, toExplain, { names: namesOfLoadBalancer(loadBalancer, topology), access });
  const status = statusOf(loadBalancer);
  const isTrouble = status !== 'healthy';
  const excluded = isTrouble ? excludedBy(tested) : [];
  const unknown = isTrouble ? unknownsOf(examined) : [];
  return {
    ...identityOf(loadBalancer),
    access: reportedAccess(
      access,
      explanation.findings,
      unknown.map(({ missing }) => missing.grant),
    ),
    status,
    failsOpen: failsOpen(loadBalancer),
    summary: summaryOf(loadBalancer, status, explanation.findings, explanation.unexplained),
    targetGroups: loadBalancer.targetGroups.map(groupDiagnosis),
    path: pathOf(loadBalancer, { status, breaks: breaksOf(explanation), ruledOut: excluded }),
    findings: explanation.findings,
    unexplained: explanation.unexplained,
    ruledOut: excluded,
    unknown: unknown.map(({ rule, missing }) => ({
      rule,
      missing: missing.why,
      grant: grantText(missing.grant, accessOf, loadBalancer.region),
    })),
    normal: normalOf(loadBalancer),
    shape: shapeOf(loadBalancer),
    differences: differencesOf(loadBalancer),
  };
}

function identityOf(loadBalancer: NetworkLoadBalancer) {
  const { origin } = loadBalancer;
  const gateway = valueOr(origin?.gateway ?? { known: true, value: undefined }, undefined);
  const requested = requestedScheme(loadBalancer);
  return {
    arn: loadBalancer.arn,
    name: loadBalancer.name,
    dnsName: loadBalancer.dnsName ?? null,
    region: loadBalancer.region,
    scheme: { actual: loadBalancer.scheme ?? null, requested: requested?.value ?? null, requestedBy: requested?.by ?? null },
    cluster: loadBalancer.cluster?.name ?? null,
    service: origin === undefined ? null : { namespace: origin.namespace, name: origin.name },
    gateway: gateway === undefined ? null : { namespace: gateway.metadata.namespace ?? '', name: gateway.metadata.name },
    joinedBy: origin?.rungs[0] === undefined ? null : `${origin.rungs[0].name}: ${origin.rungs[0].text}`,
  };
}

const excludedBy = (tested: Tested): LoadBalancerDiagnosis['ruledOut'] =>
  tested.ruledOut.map(({ rule, because }) => ({ rule: rule.id, because })).toSorted((a, b) => (a.rule < b.rule ? -1 : 1));

const unknownsOf = (examined: readonly Examined[]): readonly { readonly rule: string; readonly missing: Missing }[] =>
  examined
    .flatMap(({ rule, finding }) => (finding.kind === 'unknown' ? [{ rule: rule.id, missing: finding.missing }] : []))
    .toSorted((a, b) => (a.rule < b.rule ? -1 : 1));

/** Where the path is drawn broken: at the hops of the causes chosen. */
const breaksOf = ({ chosen }: Explanation): ReadonlyMap<Hop, string> =>
  new Map(chosen.map(({ rule }) => [rule.hop, rule.title] as const).toReversed());

function diagnoseCluster(cluster: Cluster, { rules, topology, accessOf }: Setting): ClusterDiagnosis {
  const access = accessOf(cluster.region, cluster.name);
  const findings = explainCluster(examineCluster(rules, cluster, topology), { names: namesOfCluster(cluster, topology), access });
  return {
    name: cluster.name,
    region: cluster.region,
    reachable: cluster.reachable ?? null,
    error: cluster.error ?? null,
    ciliumVersion: valueOr(cluster.ciliumVersion, null),
    access: reportedAccess(access, findings, []),
    findings,
  };
}

function coverageOf({ loadBalancers, regionsSeen, gaps }: Topology, cannotTell: readonly BlindSpot[]): Coverage {
  const unread = new Set(
    cannotTell.filter(({ subject, extent }) => subject === 'region' && extent === 'nothing-read').map(({ region }) => region),
  );
  return {
    regions: regionsSeen.filter((region) => !unread.has(region)),
    loadBalancers: loadBalancers.length,
    targetGroups: loadBalancers.reduce((sum, { targetGroups }) => sum + targetGroups.length, 0),
    notRead: gaps.map((gap) => ({
      what: gap.what,
      region: gap.region ?? null,
      cluster: gap.cluster ?? null,
      error: gapSentence(gap),
      ...(gap.code === undefined ? {} : { code: String(gap.code) }),
      ...(gap.denied === true ? { denied: true } : {}),
    })),
  };
}
