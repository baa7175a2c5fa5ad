/** docs/security-review is what the code deploys, whole, the same on every machine, and without anything of anybody's account. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { root } from '../../infra/bundle/options.ts';
import { reviewExamples } from '../../infra/review/examples.ts';
import { readable, resourcePoliciesOf, rolesOf } from '../../infra/review/policies.ts';
import { type StackTemplate, synthesiseTemplate } from '../../infra/review/template.ts';
import { reviewFiles, staleReviewFiles } from '../../infra/review/write.ts';

let files: ReadonlyMap<string, string>;
let templates: readonly StackTemplate[];
beforeAll(() => {
  files = reviewFiles();
  templates = reviewExamples().map(({ context }) => synthesiseTemplate(context));
});

test('the committed files are up to date: npm run security-review', () => {
  expect(staleReviewFiles(files)).toEqual([]);
});

test('a file that is missing, changed or left over is named', () => {
  const [first = '', ...others] = [...files.keys()];
  const changed = new Map([...others.map((path) => [path, files.get(path) ?? ''] as const), ['new.json', '{}']]);
  expect(staleReviewFiles(changed).toSorted()).toEqual([first, 'new.json'].toSorted());
});

test('they are the same every time, without hashes of bundles and without account ids but that of the examples', () => {
  expect([...reviewFiles()]).toEqual([...files]);
  const text = [...files.values()].join('\n');
  expect(text).not.toMatch(/\b[0-9a-f]{64}\b/);
  expect(text).toContain('SHA256-OF-THE-BUNDLE.zip');
  expect(new Set(text.match(/(?<![0-9a-f-])\d{12}(?![0-9a-f-])/g))).toEqual(new Set(['111122223333']));
});

describe('the policies', () => {
  const policyTypes = /^AWS::(?:IAM::(?:Managed)?Policy|IAM::RolePolicy|.*::.*Policy)$/;

  test('every role is there with its trust policy, and every policy of the template belongs to a role or a resource', () => {
    for (const template of templates) {
      const entries = Object.entries(template.Resources);
      const roles = rolesOf(template);
      expect(roles.map(({ logicalId }) => logicalId)).toEqual(
        entries.filter(([, { Type }]) => Type === 'AWS::IAM::Role').map(([id]) => id),
      );
      expect(new Set(roles.map(({ name }) => name)).size).toBe(roles.length);
      for (const { trustPolicy, policies } of roles) {
        expect(trustPolicy).toMatchObject({ Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow' }] });
        expect(policies.length).toBeGreaterThan(0);
      }
      const described = new Set([
        ...roles.flatMap(({ policies }) => policies.map(({ name }) => name)),
        ...resourcePoliciesOf(template).map(({ logicalId }) => logicalId),
      ]);
      const documents = entries.filter(([, { Type }]) => policyTypes.test(Type) || Type === 'AWS::Lambda::Permission').map(([id]) => id);
      expect(documents.filter((id) => !described.has(id))).toEqual([]);
    }
  });

  test('every statement of the template is in a file', () => {
    for (const template of templates) {
      const count = (value: unknown) => JSON.stringify(value).match(/"Effect":/g)?.length ?? 0;
      const shown = [...rolesOf(template), ...resourcePoliciesOf(template)];
      const permissions = resourcePoliciesOf(template).filter(({ type }) => type === 'AWS::Lambda::Permission');
      expect(count(shown)).toBe(count(template));
      for (const { policy } of permissions)
        expect(policy).toMatchObject({ Action: 'lambda:InvokeFunction', SourceArn: expect.any(String) });
    }
  });

  test('no role has a policy of AWS, and with a boundary every role has it', () => {
    const [plain = [], full = []] = templates.map(rolesOf);
    expect([...plain, ...full].flatMap(({ awsManagedPolicies }) => awsManagedPolicies)).toEqual([]);
    expect(full.map(({ permissionsBoundary }) => permissionsBoundary)).toEqual(full.map(() => 'arn:aws:iam::111122223333:policy/boundary'));
  });
});

test("the README's command, run by the CDK itself, makes the template that is shown, but for the hashes of the bundles", () => {
  const [, command = ''] = /^(npx cdk deploy --context nlbDoctor=.*)$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  expect(command).not.toBe('');
  const outdir = mkdtempSync(join(tmpdir(), 'nlb-doctor-cdk-'));
  try {
    const synth = `synth --quiet --path-metadata false --asset-metadata false --output ${outdir}`;
    execFileSync('bash', ['-c', command.replace('deploy', synth)], { cwd: root, stdio: 'pipe', env: { ...process.env, CI: 'true' } });
    const template = readFileSync(join(outdir, 'NlbDoctor.template.json'), 'utf8');
    const shown = template.replaceAll(/"[0-9a-f]{64}\.zip"/g, '"SHA256-OF-THE-BUNDLE.zip"');
    expect(shown).not.toBe(template);
    expect(JSON.parse(shown)).toEqual(JSON.parse(files.get('deploy-example/template.json') ?? ''));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}, 600_000);

test('intrinsic functions are written as Fn::Sub writes them, and what is none stays', () => {
  const arn = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sqs:', { 'Fn::GetAtt': ['Queue', 'Arn'] }]] };
  expect(readable({ Resource: [arn], Ref: { Ref: 'Topic' }, Count: 2 })).toEqual({
    Resource: [['arn:$', '{AWS::Partition}:sqs:$', '{Queue.Arn}'].join('')],
    Ref: ['$', '{Topic}'].join(''),
    Count: 2,
  });
});
