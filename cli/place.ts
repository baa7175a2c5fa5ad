/** As whom and in which regions a live command looks: the options first, then the environment and the profile, as the AWS CLI resolves them. */

import { loadSharedConfigFiles } from '@smithy/core/config';
import { enabledRegions } from '../lambda/collect/aws/regions.ts';
import type { AwsAccess } from '../lambda/http/aws.ts';
import { singleLine } from '../lambda/report/escape.ts';
import { regionForm } from '../lambda/text/region.ts';
import { flag, text, texts, UsageError, type Values } from './command.ts';
import type { Console } from './console.ts';
import { nearest } from './nearest.ts';

export interface Place {
  readonly regions: readonly string[];
  readonly access: AwsAccess;
}

type Environment = Console['environment'];

/** @throws UsageError for an unknown profile, or no region; RegionsUnread where --all-regions could not be listed */
export async function placeOf(values: Values, { environment, stopped }: Console): Promise<Place> {
  const profile = text(values, 'profile');
  const profiles = await profilesOf(environment);
  const used = profile ?? environment.AWS_PROFILE;
  if (used !== undefined && used !== '') refuseUnknown(used, profiles, profile === undefined ? 'AWS_PROFILE' : '--profile');
  const { region, ca_bundle: caBundle } = profiles.get(used || 'default') ?? {};
  const access = { ...(profile === undefined ? {} : { profile }), ...(caBundle === undefined ? {} : { caBundle }) };
  const configured = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || region;
  const given = texts(values, 'region');
  if (flag(values, 'all-regions')) {
    if (given.length > 0) throw new UsageError('--all-regions looks at every enabled region: leave --region out.');
    return { regions: await enabledRegions({ home: configured ?? partitionHome, access, signal: stopped }), access };
  }
  return { regions: checked(given.length > 0 ? given : configured === undefined ? [] : [configured], used), access };
}

/** Where the regions of the account are listed if nothing names one. */
const partitionHome = 'us-east-1';

type Profile = Readonly<Record<string, string | undefined>>;

/** What the config and credentials files say, by name of the profile; the files are found as the SDK finds them. */
async function profilesOf({ AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE }: Environment): Promise<ReadonlyMap<string, Profile>> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    ...(AWS_CONFIG_FILE === undefined ? {} : { configFilepath: AWS_CONFIG_FILE }),
    ...(AWS_SHARED_CREDENTIALS_FILE === undefined ? {} : { filepath: AWS_SHARED_CREDENTIALS_FILE }),
    ignoreCache: true,
  });
  const names = [...Object.keys(configFile), ...Object.keys(credentialsFile)].filter((name) => !/^(sso-session|services)\./.test(name));
  return new Map(names.map((name) => [name, { ...configFile[name], ...credentialsFile[name] }]));
}

/** `default` need not stand in a file. */
function refuseUnknown(profile: string, profiles: ReadonlyMap<string, unknown>, source: string): void {
  if (profile === 'default' || profiles.has(profile)) return;
  const known = [...profiles.keys()];
  const others = known.length === 0 ? ' The AWS config and credentials files name none; aws configure sso makes one.' : '';
  throw new UsageError(singleLine(`${source}: there is no AWS profile "${profile}".${nearest(profile, known)}${others}`));
}

/** @throws UsageError */
function checked(regions: readonly string[], profile: string | undefined): readonly string[] {
  if (regions.length === 0) {
    const name = singleLine(profile || 'default');
    throw new UsageError(
      `no region is given: use --region or --all-regions, set AWS_REGION, or give the profile ${name} a region in the AWS config file.`,
    );
  }
  const wrong = regions.find((region) => !regionForm.test(region));
  if (wrong !== undefined) throw new UsageError(`--region ${singleLine(wrong)} is no AWS region; one looks like eu-west-2.`);
  return [...new Set(regions)];
}
