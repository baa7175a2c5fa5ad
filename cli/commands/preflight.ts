/** `nlb-doctor preflight`: can it read what it needs, what is missing, and the exact grant. */

import { styleText } from 'node:util';
import { listRegionsAction, RegionsUnread } from '../../lambda/collect/aws/regions.ts';
import { readsOfAllRules } from '../../lambda/diagnose/rules/index.ts';
import { count } from '../../lambda/diagnose/vocabulary.ts';
import { singleLine, terminal } from '../../lambda/report/escape.ts';
import { type Resource, resources } from '../../lambda/snapshot/kubernetes.ts';
import { type Command, flag, type Values } from '../command.ts';
import type { Console } from '../console.ts';
import type { Check, Verdict } from '../preflight/check.ts';
import { type MissingGrants, manifestFile, missingGrants } from '../preflight/missingGrants.ts';
import { type PreflightRequest, preflight as runPreflight } from '../preflight/preflight.ts';
import { withProgress } from '../progress.ts';
import { requestOf, selectionOptions } from '../selection.ts';

const { 'load-balancer': _, service: __, gateway: ___, ...selection } = selectionOptions;

export const preflight: Command = {
  name: 'preflight',
  summary: 'try what has to be read, and print the exact grant for what is missing',
  positionals: [],
  options: {
    ...selection,
    verbose: { type: 'boolean', short: 'v', help: 'a line for everything that was tried, not only for what is missing' },
  },
  run: async ({ values, console }) => {
    const request = await preflightRequest(values, console);
    const { checks, warnings } = await withProgress(console, `${request.regions.join(', ')}: permissions`, () => runPreflight(request));
    const paint = painter(console.hasColour);
    console.print(table(flag(values, 'verbose') ? checks.map(rowOf) : summarised(checks), paint));
    for (const warning of warnings) console.print(`warning: ${singleLine(warning)}\n`);
    const missing = checks.filter(({ verdict }) => verdict === 'denied' || verdict === 'unknown');
    console.print(
      `\n${missing.length === 0 ? 'Everything nlb-doctor needs can be read.\n' : remedies(missingGrants(checks, wantedKinds, { profile: request.profile, kubeconfig: request.kubeconfig }))}`,
    );
    return missing.length > 0 ? 3 : 0;
  },
};

/** Where the regions cannot be listed, the region that was asked is checked: what is missing there is part of the answer. */
async function preflightRequest(values: Values, console: Console): Promise<PreflightRequest> {
  if (!flag(values, 'all-regions')) return requestOf(values, console);
  const alsoActions = [listRegionsAction];
  try {
    return { ...(await requestOf(values, console)), alsoActions };
  } catch (error) {
    if (!(error instanceof RegionsUnread)) throw error;
    return { ...(await requestOf({ ...values, 'all-regions': false, region: [error.home] }, console)), alsoActions };
  }
}

/** The kinds of Kubernetes objects that rules read. */
const wantedKinds = readsOfAllRules.filter((read): read is Resource => Object.hasOwn(resources, read));

interface Row {
  readonly word: Verdict;
  readonly region: string;
  readonly cluster: string;
  readonly text: string;
}

/** What is allowed as one line for each region and cluster; everything else a line of its own. */
function summarised(checks: readonly Check[]): readonly Row[] {
  const places = Map.groupBy(checks, ({ region, cluster }) => JSON.stringify([region, cluster]));
  return [...places.values()].flatMap((all) => {
    const allowed = all.filter(({ verdict }) => verdict === 'allowed');
    const [first] = allowed;
    const others = all.filter(({ verdict }) => verdict !== 'allowed').map(rowOf);
    if (first === undefined) return others;
    const what =
      first.cluster === undefined ? count(allowed.length, 'AWS action') : count(allowed.length, 'kind of object', 'kinds of objects');
    return [{ ...rowOf(first), text: what }, ...others];
  });
}

const rowOf = ({ verdict, region, cluster = '', what, error }: Check): Row => ({
  word: verdict,
  region: singleLine(region),
  cluster: singleLine(cluster),
  text: singleLine(error === undefined ? what : `${what}: ${error}`),
});

type Paint = (word: Verdict, text: string) => string;

const colours: Readonly<Record<Verdict, 'green' | 'red' | 'yellow' | 'dim'>> = {
  allowed: 'green',
  denied: 'red',
  unknown: 'yellow',
  absent: 'dim',
};

const painter =
  (hasColour: boolean): Paint =>
  (word, text) =>
    hasColour ? styleText(colours[word], text, { validateStream: false }) : text;

function table(rows: readonly Row[], paint: Paint): string {
  const width = (of: (row: Row) => string) => Math.max(0, ...rows.map((row) => of(row).length));
  const [words, regions, clusters] = [width(({ word }) => word), width(({ region }) => region), width(({ cluster }) => cluster)];
  return rows
    .map(({ word, region, cluster, text }) => {
      const columns = [
        paint(word, word.padEnd(words)),
        region.padEnd(regions),
        ...(clusters === 0 ? [] : [cluster.padEnd(clusters)]),
        text,
      ];
      return `${columns.join('  ')}\n`;
    })
    .join('');
}

/** Each grant with a line that says what to do with it. */
function remedies({ policy, accessEntries, manifest }: MissingGrants): string {
  const parts = [
    policy === undefined ? [] : ['IAM policy with the missing actions; attach it beside what the role has:', policy],
    accessEntries.length === 0
      ? []
      : [
          'Access entries for clusters that do not know the role; set ROLE_ARN to the role that nlb-doctor runs as, path included:',
          ['ROLE_ARN=arn:aws:iam::111122223333:role/NAME', ...accessEntries].join('\n'),
        ],
    manifest === undefined
      ? []
      : [
          `RBAC that is missing in ${manifest.clusters.join(', ')}; it binds the group of the access entry. Save it as ${manifestFile}, then:`,
          manifest.apply.join('\n'),
          manifest.text,
        ],
  ];
  const texts = parts.flat();
  if (texts.length === 0) return 'What is unknown was not denied, so no grant is printed.\n';
  return texts.map((text) => `${terminal(text.trimEnd())}\n`).join('\n');
}
