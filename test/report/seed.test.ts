/** What the engine finds, as a reader gets it: the seed incident with all a reader needs, and every scenario in every form. */

import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { diagnose } from '../../lambda/diagnose/diagnose.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { rules } from '../../lambda/diagnose/rules/index.ts';
import { isLink } from '../../lambda/report/escape.ts';
import { type Format, render } from '../../lambda/report/report.ts';
import { lengthOf } from '../../lambda/report/wrap.ts';
import { readSnapshot } from '../../lambda/snapshot/read.ts';
import { joinTopology } from '../../lambda/topology/join.ts';
import { parseXml } from './xml.ts';

const root = resolve(import.meta.dirname, '../../scenarios');
const diagnosed = async (folder: string) => diagnose(joinTopology(await readSnapshot(join(root, folder))));
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
  beforeAll(async () => {
    diagnosis = await diagnosed('seed-incident');
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

  test('never blames the placeholder', () => {
    const said = words(render('text', diagnosis, options));
    expect(said.indexOf('192.192.192.192')).toBeGreaterThan(said.indexOf('LOOKS ODD, IS NORMAL'));
  });
});

test('every worked scenario can be read in every form', async () => {
  const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('expected.yaml'))
    .map((path) => dirname(path));
  for (const folder of folders) {
    const diagnosis = await diagnosed(folder);
    expect(parseXml(render('junit', diagnosis, options).trim()).name).toBe('testsuites');
    expect(parseXml(render('html', diagnosis, options), ['meta', 'br']).name).toBe('html');
    expect(JSON.parse(render('sarif', diagnosis, options)).version).toBe('2.1.0');
    expect(render('markdown', diagnosis, options)).not.toMatch(/undefined|\[object|NaN/);
    const text = render('text', diagnosis, options);
    expect(text).not.toMatch(/undefined|\[object|NaN|\.\.(?![./])|\. \./);
    expect(text.split('\n').filter((line) => lengthOf(line) > 80 && !line.startsWith('    '))).toEqual([]);
  }
});

test('every page a rule refers to can be linked', () => {
  expect(rules.flatMap(({ references }) => references).filter((address) => !isLink(address))).toEqual([]);
});
