/** A diagnosis as observations: healthy needs to be seen whole, gone needs a complete listing, everything else that is not unhealthy is unknown. */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import { accountOf, fingerprintOf, type Subject } from '../types.ts';
import { causeIsKnown, causeOfTargets, schemeFinding, severityOfScheme, severityOfTargets } from './judge.ts';
import type { Observation, Sighting } from './observation.ts';

/** What the run was asked to look at: a region that was not asked for is unknown, never empty. */
export interface Watch {
  readonly regions: readonly string[];
}

/** Sightings of everything in the diagnosis, and of everything remembered that is not in it, ordered by fingerprint. */
export function observe(diagnosis: Diagnosis, watch: Watch, remembered: Iterable<Subject>): readonly Sighting[] {
  const coverage = coverageOf(diagnosis, watch.regions);
  const seen = new Map(
    [...diagnosis.loadBalancers.flatMap((one) => ofLoadBalancer(one, diagnosis, coverage)), ...scopesSeen(diagnosis, coverage)].map(
      (sighting) => [sighting.fingerprint, sighting],
    ),
  );
  const present = new Set(diagnosis.loadBalancers.map(({ arn }) => arn));
  for (const subject of remembered) {
    const fingerprint = fingerprintOf(subject);
    if (!seen.has(fingerprint)) seen.set(fingerprint, unseen(subject, fingerprint, present, coverage));
  }
  return [...seen.values()].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

function ofLoadBalancer(one: LoadBalancerDiagnosis, diagnosis: Diagnosis, coverage: Coverage): readonly Sighting[] {
  const targets = sighting(one, 'target-health', targetHealth(one, diagnosis, coverage));
  const scheme = schemeOf(one, coverage);
  return scheme === undefined ? [targets] : [targets, sighting(one, 'scheme', scheme)];
}

function sighting(one: LoadBalancerDiagnosis, check: 'target-health' | 'scheme', observation: Observation): Sighting {
  const subject: Subject = {
    check,
    account: accountOf(one.arn),
    region: one.region,
    cluster: one.cluster,
    loadBalancer: one.arn,
    name: one.name,
  };
  return { subject, fingerprint: fingerprintOf(subject), observation, diagnosis: one, notes: [] };
}

/** What is bad counts though the listing be incomplete; what is good does not. */
function targetHealth(one: LoadBalancerDiagnosis, { clusters }: Diagnosis, coverage: Coverage): Observation {
  if (one.status === 'unknown') return { kind: 'unknown', reason: 'the health of its targets could not be read' };
  if (one.status === 'healthy') return healthyIn(one.region, coverage);
  const cluster = clusters.find(({ name, region }) => name === one.cluster && region === one.region);
  return {
    kind: 'unhealthy',
    severity: severityOfTargets(one),
    cause: causeOfTargets(one),
    causeKnown: causeIsKnown(one, cluster),
    down: one.status === 'down',
  };
}

/** Undefined where nobody asks for a scheme: there is nothing to watch then. */
function schemeOf(one: LoadBalancerDiagnosis, coverage: Coverage): Observation | undefined {
  const finding = schemeFinding(one);
  if (finding !== undefined) {
    const cause = { rule: finding.rule, scope: one.arn };
    return { kind: 'unhealthy', severity: severityOfScheme(one), cause, causeKnown: true, down: false };
  }
  const { actual, requested } = one.scheme;
  if (requested === null || actual === null) return undefined;
  return actual === requested ? healthyIn(one.region, coverage) : { kind: 'unknown', reason: 'no rule could judge the scheme' };
}

const healthyIn = (region: string, { listed }: Coverage): Observation =>
  listed.has(region) ? { kind: 'healthy' } : { kind: 'unknown', reason: `the load balancers of ${region} could not be listed completely` };

/** Gone where the listing was complete. The scheme of a load balancer that is there, and of which nobody's wish was read, is not known. */
function unseen(subject: Subject, fingerprint: string, present: ReadonlySet<string>, coverage: Coverage): Sighting {
  const sight = (observation: Observation): Sighting => ({ subject, fingerprint, observation, diagnosis: null, notes: [] });
  if (subject.check === 'reading') return sight(coverage.asked.has(subject.region) ? { kind: 'gone' } : notAsked(subject));
  if (subject.loadBalancer !== null && present.has(subject.loadBalancer)) return sight(schemeNotRead);
  if (!coverage.asked.has(subject.region)) return sight(notAsked(subject));
  return sight(coverage.listed.has(subject.region) ? { kind: 'gone' } : healthyIn(subject.region, coverage));
}

const schemeNotRead: Observation = { kind: 'unknown', reason: 'it was not read which scheme is asked for' };
const notAsked = ({ region }: Subject): Observation => ({ kind: 'unknown', reason: `${region} is not looked at` });

/** What a diagnosis saw whole: only there is absence evidence. */

export interface Coverage {
  /** Regions that were asked for. */
  readonly asked: ReadonlySet<string>;
  /** Regions whose load balancers were listed to the end. */
  readonly listed: ReadonlySet<string>;
  /** Why a region cannot be judged: what was refused there, in sentences. */
  readonly blind: ReadonlyMap<string, readonly string[]>;
}

/** Without these nothing can be said of a region. One that names a single group (`…/<name>`) concerns that group only. */
const needed: ReadonlySet<string> = new Set([
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
]);

export function coverageOf({ coverage, loadBalancers }: Diagnosis, regions: readonly string[]): Coverage {
  const asked = new Set([...regions, ...coverage.regions, ...loadBalancers.map(({ region }) => region)]);
  const blind = new Map([...asked].map((region) => [region, refused(coverage, region)] as const).filter(([, why]) => why.length > 0));
  return { asked, blind, listed: new Set([...asked].filter((region) => !blind.has(region))) };
}

function refused({ notRead }: Diagnosis['coverage'], region: string): readonly string[] {
  const here = notRead.filter((gap) => needed.has(gap.what) && (gap.region === null || gap.region === region));
  return [...new Set(here.map(({ error }) => error))].toSorted();
}

/** Regions and clusters as things that are watched themselves: whether they can be read. */

export const scopesSeen = ({ clusters }: Diagnosis, coverage: Coverage): readonly Sighting[] => [
  ...[...coverage.asked].map((region) => regionSeen(region, coverage.blind.get(region))),
  ...clusters.map(clusterSeen),
];

const regionSeen = (region: string, refused: readonly string[] | undefined): Sighting =>
  scope(region, null, region, refused === undefined ? { kind: 'healthy' } : unreadable, refused ?? []);

const clusterSeen = ({ name, region, reachable, error }: ClusterDiagnosis): Sighting =>
  scope(region, name, name, readable(reachable), reachable === false && error !== null ? [error] : []);

/** A cluster that nobody had reason to ask is no longer waited for: it closes without a claim that it can be read. */
function readable(reachable: boolean | null): Observation {
  if (reachable === null) return { kind: 'gone' };
  return reachable ? { kind: 'healthy' } : unreadable;
}

const unreadable: Observation = { kind: 'unhealthy', severity: 'warning', cause: null, causeKnown: true, down: false };

function scope(region: string, cluster: string | null, name: string, observation: Observation, notes: readonly string[]): Sighting {
  const subject: Subject = { check: 'reading', account: null, region, cluster, loadBalancer: null, name };
  return { subject, fingerprint: fingerprintOf(subject), observation, diagnosis: null, notes };
}
