/** The report for a person at a terminal at three in the morning: the cause first, then what proves it, then the fix to paste. */

import { styleText } from 'node:util';
import type { ClusterDiagnosis, Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../diagnose/diagnosis.ts';
import type { Remedy, Step } from '../diagnose/finding.ts';
import { singleLine, terminal } from './escape.ts';
import { adviceOf, causesOf, clustersWithFindings, countsOf, isQuiet, statusWords, worstFirst } from './order.ts';
import { picture, wrapped } from './picture.ts';

export interface TextOptions {
  readonly colour: boolean;
  readonly verbose: boolean;
  readonly columns: number;
}

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Everything a section needs to put words on lines. */
interface Page extends TextOptions {
  readonly paint: (style: Style, text: string) => string;
  /** Paragraph with a hanging indent; escaped here, so that nobody forgets. */
  readonly prose: (text: string, indent?: number, first?: string) => readonly string[];
}

export function textReport(diagnosis: Diagnosis, options: TextOptions): string {
  const page = pageOf(options);
  const ordered = worstFirst(diagnosis);
  const loud = ordered.filter((one) => !isQuiet(one));
  const sections = [
    overview(ordered, page),
    ...loud.map((one) => loadBalancerSection(one, page)),
    quietSection(ordered.filter(isQuiet), page),
    ...clustersWithFindings(diagnosis).map((one) => clusterSection(one, page)),
    coverageSection(diagnosis, page),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function pageOf(options: TextOptions): Page {
  const paint = (style: Style, text: string) => (options.colour ? styleText(style, text, { validateStream: false }) : text);
  const prose = (text: string, indent = 2, first = '') => {
    const pad = ' '.repeat(indent + first.length);
    return wrapped(singleLine(text), options.columns - indent - first.length).map((line, at) =>
      at === 0 ? `${' '.repeat(indent)}${first}${line}` : `${pad}${line}`,
    );
  };
  return { ...options, paint, prose };
}

const statusStyle = { down: 'red', degraded: 'yellow', unknown: 'yellow', healthy: 'green' } as const;

/** Only where there are several: the cause of each in a line, so that nobody has to scroll for it. */
function overview(ordered: readonly LoadBalancerDiagnosis[], { paint, prose }: Page): readonly string[] {
  if (ordered.length === 0) return ['No network load balancer was found.'];
  if (ordered.length === 1) return [];
  const loud = ordered.filter((one) => !isQuiet(one));
  const head = `${ordered.length} network load balancers: ${loud.length === 0 ? 'nothing to report' : `${loud.length} to look at`}`;
  return [
    paint('bold', head),
    ...loud.flatMap((one) =>
      prose(
        `${one.name}: ${causesOf(one)[0]?.title ?? adviceOf(one)[0]?.title ?? 'no rule explains it'}`,
        2,
        `${statusWords[one.status].padEnd(10)}`,
      ),
    ),
  ];
}

function loadBalancerSection(one: LoadBalancerDiagnosis, page: Page): readonly string[] {
  const [cause, ...others] = causesOf(one);
  return [
    ...headline(one, page),
    '',
    ...(cause === undefined ? withoutCause(one, page) : causeSection('CAUSE', cause, one, page)),
    ...titled(
      'THE PATH',
      picture(one, page.columns, (text, state) =>
        state === 'broken' ? page.paint('red', text) : state === 'ok' ? page.paint('green', text) : text,
      ),
      page,
    ),
    ...(cause === undefined ? [] : evidenceSection(cause, page)),
    ...others.flatMap((other) => [...causeSection('ANOTHER CAUSE', other, one, page), ...evidenceSection(other, page)]),
    ...[cause, ...others].flatMap((finding) => fixSection(finding?.remedies ?? [], page)),
    ...adviceOf(one).flatMap((advice) => adviceSection(advice, page)),
    ...normalSection(one, page),
    ...ruledOutSection(one, page),
    ...unknownSection(one, page),
    ...[cause, ...others].flatMap((finding) => alternativesSection(finding?.remedies ?? [], page)),
    ...targetsSection(one, page),
  ];
}

function headline(one: LoadBalancerDiagnosis, { paint, prose }: Page): readonly string[] {
  const place = [one.region, one.cluster === null ? 'cluster unknown' : `cluster ${one.cluster}`].join(', ');
  const who = [
    one.service && `Service ${one.service.namespace}/${one.service.name}`,
    one.gateway && `Gateway ${one.gateway.namespace}/${one.gateway.name}`,
  ].filter((part) => part);
  return [
    paint('bold', `${paint(statusStyle[one.status], statusWords[one.status])}  ${singleLine(one.name)}`),
    ...prose(`${place}${who.length > 0 ? `; ${who.join(', ')}` : ''}`),
    ...prose(
      `scheme ${one.scheme.actual ?? 'unknown'}${one.scheme.requested !== null && one.scheme.requested !== one.scheme.actual ? ` (asked for: ${one.scheme.requested})` : ''}${one.failsOpen ? '; fails open: with no healthy target in a group, it sends to all' : ''}`,
    ),
  ];
}

const titled = (title: string, lines: readonly string[], { paint }: Page): readonly string[] =>
  lines.length === 0 ? [] : [paint('bold', title), ...lines, ''];

function causeSection(title: string, finding: ReportedFinding, one: LoadBalancerDiagnosis, page: Page): readonly string[] {
  const { explains } = finding;
  return titled(
    title,
    [
      ...page.prose(`${finding.summary}.`).map((line) => page.paint('red', line)),
      ...page.prose(`${finding.confidence}: ${finding.because}. It explains ${explains.targets} of ${explains.of} failing targets.`),
      ...(one.unexplained > 0 && title === 'CAUSE' ? page.prose(`${one.unexplained} failing targets are not explained by any rule.`) : []),
      ...page.prose(`rule ${finding.rule}`).map((line) => page.paint('dim', line)),
    ],
    page,
  );
}

/** Where no rule explains it the shape, the differences and what is missing are the answer. */
function withoutCause(one: LoadBalancerDiagnosis, page: Page): readonly string[] {
  if (one.shape === null) return [...titled(one.status === 'healthy' ? 'TARGETS' : 'NOT KNOWN', page.prose(one.summary), page)];
  const differences = one.differences.flatMap(({ what, failing, healthy }) =>
    page.prose(`${what}: failing ${failing}; healthy ${healthy}`, 2, '- '),
  );
  return [
    ...titled('NO RULE EXPLAINS IT', [...page.prose(one.summary), ...page.prose(`Shape: ${one.shape}`)], page),
    ...titled('WHAT FAILING TARGETS HAVE AND HEALTHY ONES DO NOT', differences, page),
  ];
}

function evidenceSection({ evidence, consequences }: ReportedFinding, page: Page): readonly string[] {
  const lines = evidence.filter(({ supports }) => supports).flatMap(({ text, source }) => page.prose(`${text}  [${source}]`, 2, '- '));
  const against = evidence.filter(({ supports }) => !supports).flatMap(({ text, source }) => page.prose(`${text}  [${source}]`, 2, '- '));
  const follows = consequences.flatMap(({ rule, summary }) => page.prose(`${summary} (${rule})`, 2, '- '));
  return [...titled('EVIDENCE', lines, page), ...titled('AGAINST IT', against, page), ...titled('WHAT FOLLOWS FROM IT', follows, page)];
}

const fixSection = (remedies: readonly Remedy[], page: Page): readonly string[] =>
  remedies.slice(0, 1).flatMap((remedy) => titled(remedy.recommended ? 'FIX (recommended)' : 'FIX', remedyLines(remedy, page), page));

/** What else could be done stands at the end: nobody should paste the second best first. */
const alternativesSection = (remedies: readonly Remedy[], page: Page): readonly string[] =>
  remedies.slice(1).flatMap((remedy) => titled('ALTERNATIVE', remedyLines(remedy, page), page));

/** The risk stands before the steps: nobody should paste first and read later. */
function remedyLines({ title, effect, risk, undo, steps, verify }: Remedy, page: Page): readonly string[] {
  return [
    ...page.prose(title).map((line) => page.paint('bold', line)),
    ...page.prose(effect, 2, 'Effect: '),
    ...page.prose(risk, 2, 'Risk: '),
    ...steps.flatMap((step) => stepLines(step, page)),
    ...page.prose(undo, 2, 'Undo: '),
    ...(verify.length === 0 ? [] : [...page.prose('Verify:'), ...verify.flatMap((step) => stepLines(step, page))]),
  ];
}

/** What is to be pasted is never wrapped: a line break inside would change it. */
function stepLines({ kind, text }: Step, page: Page): readonly string[] {
  if (kind === 'text') return page.prose(text, 4);
  return terminal(text)
    .trimEnd()
    .split('\n')
    .map((line) => page.paint('cyan', `    ${line}`));
}

const normalSection = ({ normal, status }: LoadBalancerDiagnosis, page: Page): readonly string[] =>
  status === 'healthy' && !page.verbose
    ? []
    : titled(
        'LOOKS ODD, IS NORMAL',
        normal.flatMap(({ what, because }) => page.prose(`${what}: ${because}.`, 2, '- ')),
        page,
      );

const fewRuledOut = 12;

function ruledOutSection({ ruledOut }: LoadBalancerDiagnosis, page: Page): readonly string[] {
  const shown = page.verbose ? ruledOut : ruledOut.slice(0, fewRuledOut);
  const rest = ruledOut.length - shown.length;
  const lines = shown.flatMap(({ rule, because }) => page.prose(`${rule}: ${because}`, 2, '- '));
  return titled('RULED OUT', [...lines, ...(rest > 0 ? page.prose(`and ${rest} more (--verbose)`) : [])], page);
}

/** Rules that miss the same thing are told together: the grant is what matters. */
function unknownSection({ unknown }: LoadBalancerDiagnosis, page: Page): readonly string[] {
  const byGrant = Map.groupBy(unknown, ({ grant }) => grant);
  const lines = [...byGrant].flatMap(([grant, list]) => [
    ...page.prose(`${list[0]?.missing ?? ''}; so nothing is known about ${list.map(({ rule }) => rule).join(', ')}`, 2, '- '),
    ...grant.split('\n').map((line) => `      ${terminal(line)}`),
  ]);
  return titled('COULD NOT BE CHECKED, AND WHAT WOULD ALLOW IT', lines, page);
}

function adviceSection(finding: ReportedFinding, page: Page): readonly string[] {
  const remedies = page.verbose || finding.severity !== 'info' ? finding.remedies.slice(0, page.verbose ? undefined : 1) : [];
  return [
    ...titled(
      `ALSO (${finding.severity}; not why targets fail)`,
      [
        ...page.prose(`${finding.summary}.`),
        ...page.prose(`${finding.confidence}: ${finding.because}. Rule ${finding.rule}.`),
        ...finding.evidence.flatMap(({ text, source }) => page.prose(`${text}  [${source}]`, 2, '- ')),
        ...remedies.flatMap((remedy) => remedyLines(remedy, page)),
      ],
      page,
    ),
  ];
}

const fewTargets = 6;

function targetsSection({ targetGroups }: LoadBalancerDiagnosis, page: Page): readonly string[] {
  const lines = targetGroups.flatMap((group) => {
    const bad = group.targets.filter(({ state }) => state !== 'healthy');
    const shown = page.verbose ? group.targets : bad.slice(0, fewTargets);
    const rest = (page.verbose ? group.targets.length : bad.length) - shown.length;
    const expected = group.expected === null ? '' : `; ${group.expected} should be healthy`;
    return [
      ...page.prose(
        `${group.name}, ${group.protocol ?? '?'} ${group.port ?? '?'}, ${group.targetType ?? '?'}: ${countsOf(group)}${expected}`,
      ),
      ...shown.flatMap(({ id, zone, state, reason, node }) =>
        page.prose([id, state, reason, zone, node].filter((part) => part !== null).join('  '), 4),
      ),
      ...(rest > 0 ? [`    and ${rest} more`] : []),
    ];
  });
  return titled('TARGETS', lines, page).slice(0, -1);
}

function quietSection(quiet: readonly LoadBalancerDiagnosis[], page: Page): readonly string[] {
  return quiet.flatMap((one) => [
    ...page.prose(one.summary, 0, `${page.paint('green', statusWords[one.status])}  `),
    ...adviceOf(one).flatMap(({ summary }) => page.prose(summary, 4, 'info: ')),
  ]);
}

function clusterSection({ name, region, reachable, error, findings }: ClusterDiagnosis, page: Page): readonly string[] {
  const blind =
    reachable === false
      ? page.prose(`The Kubernetes API of cluster ${name} (${region}) could not be read: ${error ?? 'no reason is known'}.`, 0)
      : [];
  return [
    ...blind,
    ...findings.flatMap((finding) => [
      ...titled(
        `CLUSTER ${singleLine(name)} (${finding.severity})`,
        [...page.prose(`${finding.summary}.`), ...page.prose(`${finding.confidence}: ${finding.because}. Rule ${finding.rule}.`)],
        page,
      ),
      ...evidenceSection(finding, page),
      ...fixSection(finding.remedies, page),
      ...alternativesSection(finding.remedies, page),
    ]),
  ];
}

function coverageSection({ coverage, takenAt }: Diagnosis, page: Page): readonly string[] {
  const { notRead } = coverage;
  const shown = page.verbose ? notRead : notRead.slice(0, 5);
  return [
    ...page
      .prose(
        `Seen at ${takenAt}: ${coverage.loadBalancers} network load balancers, ${coverage.targetGroups} target groups in ${coverage.regions.join(', ') || 'no region'}.`,
        0,
      )
      .map((line) => page.paint('dim', line)),
    ...shown.flatMap(({ what, region, cluster, error }) =>
      page.prose(`not read: ${what} (${[region, cluster].filter((part) => part !== null).join(', ')}): ${error}`, 0),
    ),
    ...(notRead.length > shown.length ? [`and ${notRead.length - shown.length} more gaps (--verbose)`] : []),
  ];
}
