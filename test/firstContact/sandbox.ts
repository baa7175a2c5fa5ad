/** What a new reader has: a clone, an empty home folder, a shell without AWS settings; and, for what needs an account, the lab. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Environment } from './shell.ts';
import { openWorld, type World } from './world.ts';

export interface Sandbox {
  readonly clone: string;
  /** An empty folder for what commands write outside the clone. */
  readonly scratch: string;
  readonly revision: string;
  readonly isDirty: boolean;
  readonly environment: Environment;
  /** Started when it is first needed. */
  readonly lab: () => Promise<World>;
  readonly close: () => Promise<void>;
}

export async function openSandbox(root: string): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-first-contact-'));
  const [clone, home, scratch, bin] = [join(folder, 'nlb-doctor'), join(folder, 'home'), join(folder, 'scratch'), join(folder, 'bin')];
  for (const one of [home, scratch, bin]) mkdirSync(one);
  execFileSync('git', ['clone', '--quiet', root, clone]);
  installCommand(bin, clone);
  let world: Promise<World> | undefined;
  return {
    clone,
    scratch,
    revision: git(clone, 'rev-parse', '--short', 'HEAD'),
    isDirty: git(root, 'status', '--porcelain') !== '',
    environment: environmentOf(home, bin),
    lab: () => {
      world ??= openWorld(clone, scratch);
      return world;
    },
    close: async () => {
      await (await world)?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const git = (cwd: string, ...args: readonly string[]): string => execFileSync('git', [...args], { cwd, encoding: 'utf8' }).trim();

/** The pages write `nlb-doctor`; in a clone that stands for `npx nlb-doctor`, whatever Node this machine has. */
function installCommand(bin: string, clone: string): void {
  const file = join(bin, 'nlb-doctor');
  writeFileSync(file, `#!/bin/sh\nexec npx --no --prefix '${clone}' nlb-doctor "$@"\n`);
  chmodSync(file, 0o755);
}

/** Variables of this process that a reader has as well: where programs are, and how the network is reached. */
const inherited = ['LANG', 'LC_ALL', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

function environmentOf(home: string, bin: string): Environment {
  const { env } = process;
  const here = inherited
    .flatMap((name) => [name, name.toLowerCase()])
    .flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  // npm puts the programs of this repository in front; a reader has none of them.
  const path = (env.PATH ?? '').split(delimiter).filter((one) => !/node_modules|node-gyp-bin/.test(one));
  return {
    ...Object.fromEntries(here),
    PATH: [bin, ...path, join(home, 'npm-global', 'bin')].join(delimiter),
    HOME: home,
    TERM: 'dumb',
    CI: 'true',
    // Packages that are in the cache already are not fetched again; what a page installs for all projects stays inside the home folder.
    npm_config_cache: npmSetting('cache'),
    npm_config_registry: npmSetting('registry'),
    npm_config_prefix: join(home, 'npm-global'),
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
  };
}

const npmSetting = (name: string): string => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();
