/** How the functions are bundled: one file each, with the SDK inside. */

import { join } from 'node:path';
import type { BundlingOptions } from 'aws-cdk-lib/aws-lambda-nodejs';
import { OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { BuildOptions } from 'esbuild';

export const root = join(import.meta.dirname, '../..');

/** Module entry points first: CommonJS ones cannot be shaken, and double the size of the SDK. */
export const mainFields = ['module', 'main'] as const;

/** The EC2 client is as large as all the rest: a file of its own beside the bundle, read only where something is wrong. */
const apart = '#ec2';

/** Kubeconfigs are for laptops, and bring all of the Kubernetes client: the import stays where it is, and is never reached. */
const neverReached = './kubeconfig.ts';

/** Commands of a shell that put it there; `deployed.json` tells Node where `#ec2` is. */
function putApart(from: string, to: string): string[] {
  const flags =
    '--bundle --platform=node --format=cjs --target=node24 --main-fields=module,main --minify-whitespace --minify-syntax --line-limit=200 --log-level=warning';
  return [
    `"${from}/node_modules/.bin/esbuild" "${from}/lambda/collect/aws/ec2Calls.ts" ${flags} "--outfile=${to}/ec2.cjs"`,
    `cp "${from}/infra/bundle/deployed.json" "${to}/package.json"`,
  ];
}

/** Imports that stay as they are. */
export const external = [apart, neverReached] as const;

export const bundling: BundlingOptions = {
  externalModules: [...external],
  commandHooks: { beforeBundling: () => [], beforeInstall: () => [], afterBundling: putApart },
  format: OutputFormat.CJS,
  target: 'node24',
  mainFields: [...mainFields],
  bundleAwsSDK: true,
  esbuildArgs: {
    '--minify-whitespace': true,
    '--minify-syntax': true,
    // An exception at load prints its line: without this the line is the whole bundle.
    '--line-limit': '200',
  },
};

const sameForEveryFunction = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  mainFields: [...mainFields],
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/** The bundle of a function as esbuild's own interface takes it, for those who need to know what is inside. */
export const functionBuild = (entry: string): BuildOptions => ({
  ...sameForEveryFunction,
  entryPoints: [entry],
  external: [...external],
});

/** The file beside it. */
export const ec2Build: BuildOptions = { ...sameForEveryFunction, entryPoints: ['lambda/collect/aws/ec2Calls.ts'] };
