/**
 * A diagnosis as observations. Healthy needs every target seen, gone needs a complete listing; what is neither of these nor unhealthy is unknown.
 */

import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis } from '../../diagnose/diagnosis.ts';
import { accountOf } from '../../text/arn.ts';
import { fingerprintOf, type Subject } from '../types.ts';
import { causeIsKnown, causeOfTargets, schemeFinding, severityOfScheme, severityOfTargets } from './judge.ts';
import type { Health, Observation } from './observation.ts';

/** The regions that the run looks at: a region outside of them is unknown, never empty. */
export interface WatchedRegions {
  readonly regions: readonly string[];
}

/** Observations of everything in the diagnosis, and of every stored subject that is not in it, ordered by fingerprint. */
export function observe(diagnosis: Diagnosis, watched: WatchedRegions, stored: Iterable<Subject>): readonly Observation[] {
  const coverage = coverageOf(diagnosis, watched.regions);
  const observed = [
    ...diagnosis.loadBalancers.flatMap((loadBalancer) => ofLoadBalancer(loadBalancer, diagnosis, coverage)),
    ...[...coverage.requested].map((region) => ofRegion(region, coverage.unreadable.get(region))),
    ...diagnosis.clusters.map(ofCluster),
  ];
  const observations = new Map(observed.map((observation) => [observation.fingerprint, observation]));
  const present = new Set(diagnosis.loadBalancers.map(({ arn }) => arn));
  for (const subject of stored) {
    const fingerprint = fingerprintOf(subject);
    if (!observations.has(fingerprint)) observations.set(fingerprint, ofMissing(subject, fingerprint, present, coverage));
  }
  return [...observations.values()].toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** What a diagnosis lists completely: only there is absence evidence. */
export interface Coverage {
  readonly requested: ReadonlySet<string>;
  /** Regions whose load balancers are listed completely. */
  readonly listed: ReadonlySet<string>;
  /** Why a region cannot be judged: what failed there, in sentences. */
  readonly unreadable: ReadonlyMap<string, readonly string[]>;
}

export function coverageOf({ coverage, loadBalancers }: Diagnosis, regions: readonly string[]): Coverage {
  const requested = new Set([...regions, ...coverage.regions, ...loadBalancers.map(({ region }) => region)]);
  const unreadable = new Map(
    [...requested].map((region) => [region, failuresIn(coverage, region)] as const).filter(([, failures]) => failures.length > 0),
  );
  return { requested, unreadable, listed: new Set([...requested].filter((region) => !unreadable.has(region))) };
}

/** Without these a region cannot be judged. A gap that names a single group (`…/<name>`) concerns that group only. */
const requiredOperations: ReadonlySet<string> = new Set([
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
]);

function failuresIn({ notRead }: Diagnosis['coverage'], region: string): readonly string[] {
  const gaps = notRead.filter((gap) => requiredOperations.has(gap.what) && (gap.region === null || gap.region === region));
  return [...new Set(gaps.map(({ error }) => error))].toSorted();
}

function ofLoadBalancer(loadBalancer: LoadBalancerDiagnosis, diagnosis: Diagnosis, coverage: Coverage): readonly Observation[] {
  const targets = observationOf(loadBalancer, 'target-health', targetHealth(loadBalancer, diagnosis, coverage));
  const scheme = schemeHealth(loadBalancer, coverage);
  return scheme === undefined ? [targets] : [targets, observationOf(loadBalancer, 'scheme', scheme)];
}

function observationOf(diagnosis: LoadBalancerDiagnosis, check: 'target-health' | 'scheme', health: Health): Observation {
  const { arn, name, region, cluster } = diagnosis;
  const subject: Subject = { check, account: accountOf(arn) ?? null, region, cluster, loadBalancer: arn, name };
  return { subject, fingerprint: fingerprintOf(subject), health, diagnosis, notes: [] };
}

/** Unhealthy counts where the listing is incomplete; healthy does not. */
function targetHealth(loadBalancer: LoadBalancerDiagnosis, { clusters }: Diagnosis, coverage: Coverage): Health {
  if (loadBalancer.status === 'unknown') return { kind: 'unknown', reason: 'the health of its targets could not be read' };
  if (loadBalancer.status === 'healthy') return healthyIn(loadBalancer.region, coverage);
  const cluster = clusters.find(({ name, region }) => name === loadBalancer.cluster && region === loadBalancer.region);
  return {
    kind: 'unhealthy',
    severity: severityOfTargets(loadBalancer),
    cause: causeOfTargets(loadBalancer),
    causeKnown: causeIsKnown(loadBalancer, cluster),
    down: loadBalancer.status === 'down',
  };
}

/** Undefined where no scheme is requested: there is nothing to watch. */
function schemeHealth(loadBalancer: LoadBalancerDiagnosis, coverage: Coverage): Health | undefined {
  const finding = schemeFinding(loadBalancer);
  if (finding !== undefined) {
    const cause = { rule: finding.rule, scope: loadBalancer.arn };
    return { kind: 'unhealthy', severity: severityOfScheme(loadBalancer), cause, causeKnown: true, down: false };
  }
  const { actual, requested } = loadBalancer.scheme;
  if (requested === null || actual === null) return undefined;
  return actual === requested ? healthyIn(loadBalancer.region, coverage) : { kind: 'unknown', reason: 'no rule could judge the scheme' };
}

const healthyIn = (region: string, { listed }: Coverage): Health =>
  listed.has(region) ? { kind: 'healthy' } : { kind: 'unknown', reason: `the load balancers of ${region} could not be listed completely` };

const unreadable: Health = { kind: 'unhealthy', severity: 'warning', cause: null, causeKnown: true, down: false };

const ofRegion = (region: string, failures: readonly string[] | undefined): Observation =>
  ofScope(region, null, region, failures === undefined ? { kind: 'healthy' } : unreadable, failures ?? []);

const ofCluster = ({ name, region, reachable, error }: ClusterDiagnosis): Observation =>
  ofScope(region, name, name, readability(reachable), reachable === false && error !== null ? [error] : []);

/** A cluster that no run needs to read any more is gone: its incident ends without the claim that it can be read. */
function readability(reachable: boolean | null): Health {
  if (reachable === null) return { kind: 'gone' };
  return reachable ? { kind: 'healthy' } : unreadable;
}

function ofScope(region: string, cluster: string | null, name: string, health: Health, notes: readonly string[]): Observation {
  const subject: Subject = { check: 'reading', account: null, region, cluster, loadBalancer: null, name };
  return { subject, fingerprint: fingerprintOf(subject), health, diagnosis: null, notes };
}

/** Gone where the listing is complete. The scheme of a load balancer that is listed, but whose requested scheme was not read, is unknown. */
function ofMissing(subject: Subject, fingerprint: string, present: ReadonlySet<string>, coverage: Coverage): Observation {
  return { subject, fingerprint, health: missingHealth(subject, present, coverage), diagnosis: null, notes: [] };
}

function missingHealth({ check, region, loadBalancer }: Subject, present: ReadonlySet<string>, coverage: Coverage): Health {
  const isRequested = coverage.requested.has(region);
  if (check === 'reading') return isRequested ? { kind: 'gone' } : notRequested(region);
  if (loadBalancer !== null && present.has(loadBalancer)) return { kind: 'unknown', reason: 'the requested scheme was not read' };
  if (!isRequested) return notRequested(region);
  return coverage.listed.has(region) ? { kind: 'gone' } : healthyIn(region, coverage);
}

const notRequested = (region: string): Health => ({ kind: 'unknown', reason: `${region} is not looked at` });
