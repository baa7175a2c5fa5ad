/** What may be read, what not, and the exact grant for it. */

import { describe, expect, test } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { missingGrants } from '../../cli/preflight/missingGrants.ts';
import { preflight } from '../../cli/preflight/preflight.ts';
import { ec2Actions, elbActions } from '../../infra/permissions.ts';
import { iamPolicy, rbacManifest } from '../../lambda/collect/grants.ts';
import { readsOfAllRules } from '../../lambda/diagnose/rules/index.ts';
import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { patienceMs } from '../patience.ts';
import { type Fault, startCluster, status } from './clusterServer.ts';
import { type Fleet, fleetOf, startAws } from './fleetServer.ts';
import { clients, kept, pointAt } from './live.ts';
import { json, xmlError } from './servers.ts';

const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Allows what `mayList` says. */
const reviewing =
  (allowed: (resource: string) => boolean): Fault =>
  (asked, response) => {
    if (asked.url.pathname !== reviews) return false;
    const review = JSON.parse(asked.body) as { spec: { resourceAttributes: { resource: string } } };
    json(response, { ...review, status: { allowed: allowed(review.spec.resourceAttributes.resource) } }, 201);
    return true;
  };

const dryRun: NonNullable<Fleet['fault']> = (asked, response) => {
  if (asked.form.get('DryRun') !== 'true') return false;
  const isDenied = asked.action === 'DescribeNetworkAcls';
  response.statusCode = isDenied ? 403 : 412;
  const code = isDenied ? 'UnauthorizedOperation' : 'DryRunOperation';
  response.end(`<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors><RequestID>1</RequestID></Response>`);
  return true;
};

async function run(fault: Fault, aws: NonNullable<Fleet['fault']> = dryRun) {
  const one = kept(await startCluster(fault));
  pointAt(kept(await startAws({ ...fleetOf(1, 1), clusters: { one }, fault: aws })));
  return preflight({ regions: ['eu-west-2'], reads: readsOfAllRules, deadlineMs: patienceMs }, clients());
}

const kinds = readsOfAllRules.filter((read): read is Resource => Object.hasOwn(resources, read));

describe('preflight', () => {
  test('finds everything allowed that is, and names what is not, with the grant', async () => {
    const { checks, warnings } = await run(reviewing((resource) => !['secrets', 'services'].includes(resource)));
    const missing = checks.filter(({ verdict }) => verdict !== 'allowed');
    expect(missing.map(({ what, verdict }) => [what, verdict])).toEqual([
      ['ec2:DescribeNetworkAcls', 'denied'],
      ['list services', 'denied'],
    ]);
    const { policy, accessEntries, manifest } = missingGrants(checks, kinds);
    expect(JSON.parse(policy ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: 'NlbDoctorRead', Effect: 'Allow', Action: ['ec2:DescribeNetworkAcls'], Resource: '*' }],
    });
    expect(accessEntries).toEqual([]);
    expect(manifest?.clusters).toEqual(['one']);
    expect(loadAll(manifest?.text ?? '')).toMatchObject([
      { kind: 'ClusterRole', metadata: { name: 'nlb-doctor-additional' }, rules: [{ apiGroups: [''], resources: ['services'] }] },
      { kind: 'ClusterRoleBinding', roleRef: { name: 'nlb-doctor-additional' }, subjects: [{ name: 'nlb-doctor-readers' }] },
    ]);
    expect(warnings).toEqual([]);
  });

  test('asks for what the rules read and no more: the actions of the role, the kinds of the manifest', async () => {
    const { checks } = await run(reviewing(() => true));
    const inAws = checks.filter(({ cluster }) => cluster === undefined).map(({ what }) => what);
    expect(inAws.toSorted()).toEqual([...elbActions, ...ec2Actions, 'eks:ListClusters', 'eks:DescribeCluster'].toSorted());
    const inCluster = checks.flatMap(({ need }) => (need.kind === 'resource' ? [need.resource] : []));
    expect(inCluster.toSorted()).toEqual(kinds.toSorted());
  });

  test('a kind that is denied, and that the cluster does not serve, is absent and not missing', async () => {
    const { checks } = await run(reviewing((resource) => resource !== 'gateways'));
    const [gateways] = checks.filter(({ need }) => need.kind === 'resource' && need.resource === 'gateways.gateway.networking.k8s.io');
    expect(gateways).toMatchObject({ verdict: 'absent', error: 'the API server does not serve this kind' });
    expect(
      missingGrants(
        [gateways ?? checks[0]].flatMap((one) => one ?? []),
        kinds,
      ).manifest,
    ).toBeUndefined();
  });

  test('warns of a role that may list Secrets (R32)', async () => {
    const { warnings } = await run(reviewing(() => true));
    expect(warnings).toEqual([expect.stringContaining('may list Secrets in all of cluster one')]);
  });

  test('a cluster that does not know the role gets the access entry and the manifest', async () => {
    const { checks } = await run((_, response) => {
      json(response, status(401, 'Unauthorized'), 401);
      return true;
    });
    const [cluster] = checks.filter((check) => check.cluster === 'one');
    expect(cluster).toMatchObject({ what: 'kubernetes', verdict: 'denied' });
    const { accessEntries, manifest } = missingGrants(checks, kinds);
    expect(accessEntries).toEqual([
      'aws eks create-access-entry --region eu-west-2 --cluster-name one --principal-arn "$ROLE_ARN" --kubernetes-groups nlb-doctor-readers',
    ]);
    expect(manifest?.text).toBe(rbacManifest(kinds));
  });

  test('a denied ELB call is told from one that only found nothing', async () => {
    const { checks } = await run(
      reviewing(() => true),
      (asked, response) => {
        if (dryRun(asked, response)) return true;
        if (asked.action === 'DescribeTargetHealth') xmlError(response, 400, 'TargetGroupNotFound', 'not found');
        else if (asked.action === 'DescribeTags') xmlError(response, 403, 'AccessDenied', 'not authorized');
        else return false;
        return true;
      },
    );
    const allowed = new Map(checks.map(({ what, verdict }) => [what, verdict]));
    expect(allowed.get('elasticloadbalancing:DescribeTargetHealth')).toBe('allowed');
    expect(allowed.get('elasticloadbalancing:DescribeTags')).toBe('denied');
    expect(allowed.get('eks:DescribeCluster')).toBe('allowed');
  });

  test('a call that fails otherwise is neither allowed nor denied', async () => {
    const { checks } = await run(
      reviewing(() => true),
      (asked, response) => {
        if (asked.action !== 'DescribeTargetGroups') return dryRun(asked, response);
        response.end('<html/>');
        return true;
      },
    );
    expect(checks.find(({ what }) => what === 'elasticloadbalancing:DescribeTargetGroups')).toMatchObject({
      verdict: 'unknown',
      error: expect.any(String),
    });
    expect(missingGrants(checks, kinds).policy ?? '').not.toContain('DescribeTargetGroups');
  });
});

describe('grants', () => {
  test('the manifest is YAML: a role that lists each resource, and of ConfigMaps only one; no Secrets', () => {
    const [role, binding] = rbacManifest(kinds)
      .split('---\n')
      .map((text) => load(text) as Record<string, unknown>);
    const rules = role?.rules as { apiGroups: string[]; resources: string[]; resourceNames?: string[]; verbs: string[] }[];
    expect(rules.every(({ verbs }) => verbs.join() === 'get,list')).toBe(true);
    expect(rules.filter(({ resources: names }) => names.includes('configmaps'))).toMatchObject([
      { resourceNames: ['cilium-config', 'cilium-envoy-config'] },
    ]);
    expect(rules.flatMap(({ resources: names }) => names)).toEqual(
      expect.arrayContaining(['services', 'ciliumnodes', 'targetgroupbindings']),
    );
    expect(JSON.stringify(role)).not.toContain('secrets');
    expect(binding).toMatchObject({ kind: 'ClusterRoleBinding', subjects: [{ kind: 'Group', name: 'nlb-doctor-readers' }] });
  });

  test('a policy is complete, and names each action once', () => {
    expect(JSON.parse(iamPolicy(['b:C', 'a:B', 'a:B']))).toMatchObject({ Version: '2012-10-17', Statement: [{ Action: ['a:B', 'b:C'] }] });
  });
});
