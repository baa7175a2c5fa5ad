/** What may be read, what not, and the exact grant for it. */

import { describe, expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { awsActions, iamStatement, rbacManifest } from '../../lambda/collect/grants.ts';
import { preflight } from '../../lambda/collect/preflight.ts';
import { resources } from '../../lambda/snapshot/kubernetes.ts';
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
  return preflight({ regions: ['eu-west-2'], deadlineMs: 5000 }, clients());
}

describe('preflight', () => {
  test('finds everything allowed that is, and names what is not, with the grant', async () => {
    const { checks, warnings } = await run(reviewing((resource) => !['secrets', 'gateways'].includes(resource)));
    const missing = checks.filter(({ allowed }) => allowed !== true);
    expect(missing.map(({ what, allowed }) => [what, allowed])).toEqual([
      ['ec2:DescribeNetworkAcls', false],
      ['list gateways.gateway.networking.k8s.io', false],
    ]);
    expect(JSON.parse(missing[0]?.grant ?? '')).toEqual({ Effect: 'Allow', Action: ['ec2:DescribeNetworkAcls'], Resource: '*' });
    expect(missing[1]?.grant).toContain('kind: ClusterRole');
    expect(warnings).toEqual([]);
    expect(checks.filter(({ cluster }) => cluster === 'one').length).toBe(Object.keys(resources).length);
    expect(
      checks
        .filter(({ cluster }) => cluster === undefined)
        .map(({ what }) => what)
        .toSorted(),
    ).toEqual([...awsActions].toSorted());
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
    expect(cluster).toMatchObject({ what: 'kubernetes', allowed: false });
    expect(cluster?.grant).toContain(
      'aws eks create-access-entry --region eu-west-2 --cluster-name one --principal-arn <role ARN of nlb-doctor>',
    );
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
    const allowed = new Map(checks.map(({ what, allowed }) => [what, allowed]));
    expect(allowed.get('elasticloadbalancing:DescribeTargetHealth')).toBe(true);
    expect(allowed.get('elasticloadbalancing:DescribeTags')).toBe(false);
    expect(allowed.get('eks:DescribeCluster')).toBe(true);
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
      allowed: undefined,
      error: expect.any(String),
    });
  });
});

describe('grants', () => {
  test('the manifest is YAML: a role that lists each resource, and of ConfigMaps only one; no Secrets', () => {
    const [role, binding] = rbacManifest()
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

  test('a statement names each action once', () => {
    expect(JSON.parse(iamStatement(['a:B', 'a:B']))).toMatchObject({ Action: ['a:B'] });
  });
});
