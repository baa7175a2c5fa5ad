/** What a diagnosis counts as: healthy must be seen whole, gone needs a complete listing, everything else is unknown. */

import { describe, expect, test } from '@jest/globals';
import type { ClusterDiagnosis, Diagnosis, TargetDiagnosis, TargetGroupDiagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { type Incident, newIncident } from '../../lambda/incidents/lifecycle/incident.ts';
import { inhibitions, inhibitor, type Level } from '../../lambda/incidents/lifecycle/inhibit.ts';
import { severityOfScheme, severityOfTargets } from '../../lambda/incidents/observe/judge.ts';
import { observe } from '../../lambda/incidents/observe/observe.ts';
import type { Subject } from '../../lambda/incidents/types.ts';
import { scopeSubject, subjectOf } from './observations.ts';
import { balancer, region, world } from './worlds.ts';

const watch = { regions: [region] };
const gap = (what: string, where: string | null = region) => ({ what, region: where, cluster: null, error: 'denied' });
const lacking = (diagnosis: Diagnosis, ...notRead: readonly ReturnType<typeof gap>[]): Diagnosis => ({
  ...diagnosis,
  coverage: { ...diagnosis.coverage, notRead },
});
const edge: Subject = subjectOf('edge');
const elsewhere: Subject = { ...edge, region: 'us-east-1', loadBalancer: (edge.loadBalancer ?? '').replace(region, 'us-east-1') };

const seenAs = (diagnosis: Diagnosis, subject: Subject): string | undefined =>
  observe(diagnosis, watch, [subject]).find(
    (one) => one.subject.check === subject.check && one.subject.loadBalancer === subject.loadBalancer,
  )?.health.kind;

const [well, degraded, down, dark] = (['healthy', 'degraded', 'down', 'unknown'] as const).map((status) => world({ status })) as [
  Diagnosis,
  Diagnosis,
  Diagnosis,
  Diagnosis,
];

describe('a load balancer', () => {
  test.each<readonly [string, Diagnosis, string]>([
    ['healthy, in a region read whole', well, 'healthy'],
    ['healthy, where groups were not all listed', lacking(well, gap('elasticloadbalancing:DescribeTargetGroups')), 'unknown'],
    [
      'healthy, where it is not known in which region the list failed',
      lacking(well, gap('elasticloadbalancing:DescribeLoadBalancers', null)),
      'unknown',
    ],
    [
      'healthy, where another region was not read',
      lacking(well, gap('elasticloadbalancing:DescribeLoadBalancers', 'us-east-1')),
      'healthy',
    ],
    ['healthy, where one group by name was not read', lacking(well, gap('elasticloadbalancing:DescribeTargetHealth/g')), 'healthy'],
    ['healthy, where something else was not read', lacking(well, gap('ec2:DescribeNetworkAcls')), 'healthy'],
    ['degraded', degraded, 'unhealthy'],
    ['down, where the listing broke off', lacking(down, gap('elasticloadbalancing:DescribeLoadBalancers')), 'unhealthy'],
    ['of unknown health', dark, 'unknown'],
    ['not there, the listing whole', world(), 'gone'],
    ['not there, the listing broken off', lacking(world(), gap('elasticloadbalancing:DescribeLoadBalancers')), 'unknown'],
  ])('%s is %s', (_, diagnosis, kind) => {
    expect(seenAs(diagnosis, edge)).toBe(kind);
  });

  test('in a region that is not looked at is unknown, never gone', () => {
    expect(seenAs(world(), elsewhere)).toBe('unknown');
  });
});

describe('a scheme', () => {
  const scheme = (actual: 'internal' | 'internet-facing' | null, requested: 'internal' | 'internet-facing' | null, rule?: string) => {
    const one = balancer({ status: 'healthy', ...(rule === undefined ? {} : { cause: rule }) });
    const findings = one.findings.map((finding) => ({ ...finding, about: 'scheme' as const }));
    return { ...world(), loadBalancers: [{ ...one, findings, scheme: { actual, requested, requestedBy: null } }] } as Diagnosis;
  };
  const check: Subject = { ...edge, check: 'scheme' };

  test.each<readonly [string, Diagnosis, string | undefined]>([
    ['as it was asked for', scheme('internal', 'internal'), 'healthy'],
    ['another than was asked for, as a rule says', scheme('internal', 'internet-facing', 'aws/scheme-mismatch'), 'unhealthy'],
    ['another than was asked for, and no rule can say so', scheme('internal', 'internet-facing'), 'unknown'],
    ['nobody asked for, remembered from when somebody did', scheme('internal', null), 'unknown'],
    ['of a load balancer that is not there', world(), 'gone'],
  ])('%s', (_, diagnosis, kind) => {
    expect(seenAs(diagnosis, check)).toBe(kind);
  });

  test('that lets the internet in is worse than one that keeps it out', () => {
    const of = (actual: 'internal' | 'internet-facing') =>
      severityOfScheme({ ...balancer({ status: 'healthy' }), scheme: { actual, requested: null, requestedBy: null } });
    expect([of('internet-facing'), of('internal')]).toEqual(['high', 'warning']);
  });
});

describe('what is watched itself', () => {
  const cluster = (reachable: boolean | null) =>
    ({
      ...well,
      clusters: [{ name: 'prod', region, reachable, error: reachable === false ? 'timeout' : null } as ClusterDiagnosis],
    }) as Diagnosis;
  const kindOf = (diagnosis: Diagnosis, name: string) =>
    observe(diagnosis, watch, [scopeSubject(region, 'prod')]).find(({ subject }) => subject.check === 'reading' && subject.name === name)
      ?.health.kind;

  test.each<readonly [string, Diagnosis, string, string]>([
    ['a cluster that answers', cluster(true), 'prod', 'healthy'],
    ['a cluster that does not', cluster(false), 'prod', 'unhealthy'],
    ['a cluster that nobody had reason to ask', cluster(null), 'prod', 'gone'],
    ['a cluster that no load balancer belongs to any more', well, 'prod', 'gone'],
    ['a region that was read', well, region, 'healthy'],
    ['a region that was refused', lacking(well, gap('elasticloadbalancing:DescribeTargetHealth')), region, 'unhealthy'],
  ])('%s', (_, diagnosis, name, kind) => {
    expect(kindOf(diagnosis, name)).toBe(kind);
  });
});

describe('severity', () => {
  const target = (zone: string, state: string) => ({ zone, state }) as TargetDiagnosis;
  const group = (more: Partial<TargetGroupDiagnosis>) => ({
    ...(balancer({ status: 'degraded' }).targetGroups[0] as TargetGroupDiagnosis),
    ...more,
  });
  const of = (...targetGroups: readonly TargetGroupDiagnosis[]) => severityOfTargets({ ...balancer({ status: 'degraded' }), targetGroups });
  const oneZone = [target('a', 'healthy'), target('a', 'healthy'), target('b', 'unhealthy')];

  test.each<readonly [string, string, string]>([
    ['some targets fail', of(group({})), 'warning'],
    ['one group has nobody', of(group({}), group({ healthy: 0, unhealthy: 2 })), 'critical'],
    ['a group has nobody by design', of(group({}), group({ healthy: 0, unhealthy: 2, byDesign: 2 })), 'warning'],
    ['a group expects nobody', of(group({}), group({ healthy: 0, unhealthy: 2, expected: 0 })), 'warning'],
    ['a zone has nobody', of(group({ targets: oneZone })), 'high'],
    ['a zone only drains', of(group({ targets: [target('a', 'healthy'), target('b', 'draining')] })), 'warning'],
    ['a zone has nobody, some targets fail by design', of(group({ targets: oneZone, byDesign: 1 })), 'warning'],
    ['the load balancer is down', severityOfTargets(balancer({ status: 'down' })), 'critical'],
  ])('%s: %s', (_, severity, expected) => {
    expect(severity).toBe(expected);
  });
});

describe('inhibition', () => {
  const open = (subject: Subject): Incident => ({ ...newIncident(subject.name, subject), phase: 'firing' });
  const levels: Readonly<Record<Level, Subject>> = {
    region: scopeSubject(region, null),
    cluster: scopeSubject(region, 'prod'),
    loadBalancer: edge,
  };
  const pairs = Object.keys(levels).flatMap((source) => Object.keys(levels).map((target) => [source, target] as [Level, Level]));

  test.each(pairs)('of %s over %s is what the table says, and nothing else', (source, target) => {
    const notified = inhibitions.filter((one) => one.source === source && one.target === target).map(({ effect }) => effect);
    expect([...inhibitor([open(levels[source])])(open(levels[target]))]).toEqual(notified);
  });

  test.each<readonly [string, Incident]>([
    ['by another region', open(scopeSubject('us-east-1', null))],
    ['by another cluster', open(scopeSubject(region, 'test'))],
    ['by what is only pending', { ...open(levels.region), phase: 'pending' }],
    ['by what is over', { ...open(levels.region), phase: 'ok' }],
  ])('is not done %s', (_, source) => {
    expect([...inhibitor([source])(open(edge))]).toEqual([]);
  });

  test('never hides that a load balancer is down', () => {
    const all = inhibitor([open(levels.region), open(levels.cluster)]);
    expect([...all(open(edge))]).not.toContain('silent');
  });
});
