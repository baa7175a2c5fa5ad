/** As whom and where a live command looks: regions and profiles as the AWS config files have them, held against the calls that arrive. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { run } from '../../cli/run.ts';
import { credentials, enter } from '../../lab/environment.ts';
import { type Lab, type LabOptions, startLab } from '../../lab/lab.ts';
import { accessDenied } from '../../lab/mishaps.ts';
import { recorded } from './console.ts';

const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-place-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const config = join(folder, 'config');
const keys = join(folder, 'credentials');
writeFileSync(
  config,
  '[default]\nregion = eu-central-1\n[profile production]\nregion = us-east-2\n[profile placeless]\noutput = json\n[sso-session staff]\nsso_region = eu-west-1\n',
);
const pair = (name: string, id: string, secret: string) => `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`;
const { accessKeyId, secretAccessKey } = credentials;
writeFileSync(keys, pair('default', 'AKIAOTHER00000000000', 'other') + pair('production', accessKeyId, secretAccessKey));

let lab: Lab;
let leave = () => {};
afterEach(async () => {
  leave();
  await lab.stop();
});

/** @param more of the environment, beside the lab's own endpoint */
async function call(args: readonly string[], more: Readonly<Record<string, string>> = {}, options: Partial<LabOptions> = {}) {
  lab = await startLab({ snapshot: 'scenarios/two-clusters-two-regions', ...options });
  const { AWS_ENDPOINT_URL = '' } = lab.environment;
  const environment = {
    AWS_ENDPOINT_URL,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: keys,
    ...more,
  };
  leave = enter(
    { ...environment, AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', ...more },
    process.env,
  );
  const console = recorded(environment);
  const status = await run([...args, '--output', 'json'], console);
  const aws = lab.calls.flatMap((one) => (one.kind === 'aws' ? [one] : []));
  return {
    status,
    told: console.told(),
    printed: console.printed(),
    aws,
    regions: [...new Set(aws.map(({ region }) => region))].toSorted(),
  };
}

describe('the region is that of', () => {
  test.each([
    [
      'the option, whatever else is set',
      ['--region', 'eu-central-1', '--profile', 'production'],
      { AWS_REGION: 'eu-west-1' },
      ['eu-central-1'],
    ],
    ['AWS_REGION', [], { AWS_REGION: 'us-east-2', AWS_DEFAULT_REGION: 'eu-west-1' }, ['us-east-2']],
    ['AWS_DEFAULT_REGION', [], { AWS_DEFAULT_REGION: 'us-east-2' }, ['us-east-2']],
    ['the default profile', [], {}, ['eu-central-1']],
    ['the profile of the environment', [], { AWS_PROFILE: 'production' }, ['us-east-2']],
    ['the profile given', ['--profile', 'production'], {}, ['us-east-2']],
  ] as const)('%s', async (_, args, more, regions) => {
    expect((await call(['check', ...args], more)).regions).toEqual(regions);
  });

  test('nobody, where nothing says one: it is asked for, and nothing is read', async () => {
    const { status, told, aws } = await call(['check', '--profile', 'placeless']);
    expect(status).toBe(2);
    expect(told).toMatch(/no region is given: use --region or --all-regions, set AWS_REGION, or give the profile placeless a region/);
    expect(aws).toEqual([]);
  });
});

describe('a profile', () => {
  test('that is given wins over the keys of the environment, and the SDK does not warn of it', async () => {
    const warned: unknown[] = [];
    const { warn } = console;
    console.warn = (...words: unknown[]) => void warned.push(words);
    const found = await call(['check', '--profile', 'production'], {
      AWS_ACCESS_KEY_ID: 'AKIAOTHER00000000000',
      AWS_SECRET_ACCESS_KEY: 'other',
    });
    console.warn = warn;
    const { loadBalancers } = JSON.parse(found.printed) as { loadBalancers: { region: string }[] };
    expect(new Set(loadBalancers.map(({ region }) => region))).toEqual(new Set(['us-east-2']));
    expect(warned).toEqual([]);
  });

  test.each([
    [['--profile', 'prodcution'], {}, /--profile: there is no AWS profile "prodcution"\. Did you mean production\?/],
    [['--profile', 'staff'], {}, /there is no AWS profile "staff"/],
    [[], { AWS_PROFILE: 'placeles' }, /AWS_PROFILE: there is no AWS profile "placeles"\. Did you mean placeless\?/],
    [
      ['--profile', 'any'],
      { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' },
      /name none; aws configure sso makes one/,
    ],
    [['--profile', 'x\u001b[31m'], {}, /there is no AWS profile/],
  ] as const)('that is unknown is wrong usage, with the nearest: %j %j', async (args, more, sentence) => {
    const { status, told, aws } = await call(['check', ...args], more);
    expect(status).toBe(2);
    expect(told).toMatch(sentence);
    expect(told).not.toContain('\u001b');
    expect(aws).toEqual([]);
  });
});

describe('--all-regions', () => {
  test('asks once which regions are enabled, and looks at these', async () => {
    const { regions, aws, printed } = await call(['check', '--all-regions', '--profile', 'production']);
    expect(regions).toEqual(['eu-central-1', 'us-east-2']);
    expect(aws.filter(({ action }) => action === 'DescribeRegions').map(({ region }) => region)).toEqual(['us-east-2']);
    expect((JSON.parse(printed) as { coverage: { regions: number | string[] } }).coverage.regions).toHaveLength(2);
  });

  test('that may not be listed is blindness: status 3, and the action to allow', async () => {
    const fault = { on: { service: 'ec2', action: 'DescribeRegions' }, effect: accessDenied('ec2:DescribeRegions') };
    const { status, told } = await call(['check', '--all-regions', '--profile', 'production'], {}, { faults: [fault] });
    expect(status).toBe(3);
    expect(told).toMatch(/the regions of the account could not be listed for --all-regions: ec2:DescribeRegions was denied/);
  });

  test('and --region exclude each other', async () => {
    expect((await call(['check', '--all-regions', '--region', 'eu-central-1'])).status).toBe(2);
  });

  test('is not asked for where the option is not used', async () => {
    const { aws } = await call(['check', '--profile', 'production']);
    expect(aws.some(({ action }) => action === 'DescribeRegions')).toBe(false);
  });
});
