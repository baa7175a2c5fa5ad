/** What the engine finds, as a reader gets it: the seed incident with all a reader needs, and every world in every form. */

import { beforeAll, describe, expect, test } from '@jest/globals';
import { readWorld, worldNames } from '../../lab/worlds/catalogue.ts';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis, LoadBalancerDiagnosis, ReportedFinding } from '../../lambda/diagnose/diagnosis.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { isLink } from '../../lambda/report/escape.ts';
import { type Format, render } from '../../lambda/report/report.ts';
import { lengthOf } from '../../lambda/report/wrap.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { parseXml } from './xml.ts';

const diagnosed = (name: string) => diagnose(joinTopology(readWorld(name)));
const options = { colour: false, verbose: true, columns: 80 };

/** As words: without wrapping, markup and escapes. */
const words = (printed: string) =>
  printed
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:quot|#39);/g, '"')
    .replace(/[\\\u2060*`]/g, '')
    .replace(/\s+/g, ' ');

describe('the seed incident', () => {
  let diagnosis: Diagnosis;
  beforeAll(() => {
    diagnosis = diagnosed('seed-incident');
  });

  test.each<[Format]>([['text'], ['markdown'], ['html']])('as %s has all a reader needs', (format) => {
    const said = words(render(format, diagnosis, options));
    const wanted = [
      'cilium/agents-not-restarted',
      'certain: ',
      '10 of 10',
      '30866',
      '31163',
      'ConfigMap kube-system/cilium-config',
      'Mismatch found key=enable-gateway-api actual=false expectedValue=true',
      '2025-11-03T14:09:12Z',
      'aws/security-group-blocks-health-check: ',
      'cilium/envoy-pod-not-ready: ',
      'kubernetes/node-not-ready: ',
      '192.192.192.192:9999',
      'No proxy pods run in namespace gateway',
      'rollout restart deployment/cilium-operator daemonset/cilium',
      'rollOutCiliumPods: true',
      'Deletes this load balancer',
      'hostNetwork.nodeSelector does not exist',
      'externalTrafficPolicy: Local does not help',
      'kubectl --context obs-eu-dev-cluster get ciliumnodes',
      'attachedRoutes',
      'aws elbv2 describe-target-health',
      'gateway/scheme-annotation-not-propagated',
      'REPLACES the load balancer',
      'TargetGroupBinding gateway/k8s-gateway-ciliumga-b8ffcd6ef9',
    ];
    expect(wanted.filter((one) => !said.includes(one))).toEqual([]);
  });

  test.each<[Format]>([['text'], ['markdown'], ['html']])(
    'as %s says the cause before the second finding, and the repair before what not to do',
    (format) => {
      const said = words(render(format, diagnosis, options));
      const places = ['agents-not-restarted', 'rollout restart', 'REPLACES the load balancer', 'Deletes this load balancer'].map((one) =>
        said.indexOf(one),
      );
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(-1);
    },
  );

  /** Rows of a terminal of 80 columns, where long commands take several. */
  const rowsOf = (text: string) => text.split('\n').flatMap((line) => line.match(/.{1,80}/gu) ?? ['']);

  test('as text: its first screen is status, counts, cause, the risk before the fix, how to verify, the console', () => {
    const rows = rowsOf(render('text', diagnosis, { ...options, verbose: false }));
    const first = (many: number) => words(rows.slice(0, many).join('\n'));
    for (const part of ['DOWN', '0 of 10 targets healthy', 'nothing redirects the NodePorts to Envoy', 'Risk: ', 'rollout restart'])
      expect(first(24)).toContain(part);
    for (const part of ['Verify: ', 'get ciliumnodes', 'Undo: ', 'eu-west-2.console.aws.amazon.com/ec2/home'])
      expect(first(46)).toContain(part);
    expect(first(46)).not.toContain('EVIDENCE');
  });

  test('as text: two screens by default, everything with --verbose', () => {
    const linesOf = (verbose: boolean) => render('text', diagnosis, { ...options, verbose }).split('\n').length;
    expect(linesOf(false)).toBeLessThan(118);
    expect(linesOf(true)).toBeGreaterThan(230);
  });

  test('never blames the placeholder', () => {
    const said = words(render('text', diagnosis, options));
    expect(said.indexOf('192.192.192.192')).toBeGreaterThan(said.indexOf('LOOKS ODD, IS NORMAL'));
  });
});

test('every world can be read in every form', () => {
  for (const name of worldNames) {
    const diagnosis = diagnosed(name);
    expect(parseXml(render('junit', diagnosis, options).trim()).name).toBe('testsuites');
    expect(parseXml(render('html', diagnosis, options), ['meta', 'br']).name).toBe('html');
    expect(JSON.parse(render('sarif', diagnosis, options)).version).toBe('2.1.0');
    expect(render('markdown', diagnosis, options)).not.toMatch(/undefined|\[object|NaN/);
    const text = render('text', diagnosis, options);
    expect(text).not.toMatch(/undefined|\[object|NaN|\.\.(?![./])|\. \./);
    expect(text.split('\n').filter((line) => lengthOf(line) > 80 && !line.startsWith('    '))).toEqual([]);
  }
});

test('the short text hides no cause, no warning with its fix and risk, no gap and no unexplained target, in any world', () => {
  const hidden: string[] = [];
  for (const name of worldNames) {
    const diagnosis = diagnosed(name);
    const said = words(render('text', diagnosis, { ...options, verbose: false }));
    const wanted = [
      ...diagnosis.loadBalancers.flatMap(mustBeSaid),
      ...diagnosis.clusters.flatMap(({ findings }) => findings.flatMap(mustBeRead)),
    ];
    hidden.push(...wanted.filter((text) => !said.includes(words(text).trim())).map((text) => `${name}: ${text}`));
  }
  expect(hidden).toEqual([]);
});

const mustBeRead = (finding: ReportedFinding): readonly string[] => {
  const [fix] = finding.remedies.toSorted((a, b) => Number(b.recommended) - Number(a.recommended));
  return [finding.summary, ...(finding.severity === 'info' || fix === undefined ? [] : [fix.title, fix.risk])];
};

const mustBeSaid = ({ findings, unexplained, status, unknown, differences }: LoadBalancerDiagnosis): readonly string[] => [
  ...findings.flatMap(mustBeRead),
  ...(unexplained > 0 ? ['o rule explains', ...differences.map(({ what }) => what)] : []),
  ...(status === 'healthy' ? [] : unknown.map(({ grant }) => grant)),
];

test('every page a rule refers to can be linked', () => {
  expect(rules.flatMap(({ references }) => references).filter((address) => !isLink(address))).toEqual([]);
});
