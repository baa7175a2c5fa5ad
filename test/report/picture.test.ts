/** The path picture: the order, the break, and who stands at the start; as lines and as SVG. */

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LoadBalancerDiagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { picture, pictureRows } from '../../lambda/report/picture.ts';
import { svgPicture } from '../../lambda/report/svg.ts';
import { lengthOf } from '../../lambda/report/wrap.ts';
import { down, healthy } from './fixture.ts';
import { hostile } from './hostile.ts';
import { everyElement, parseXml, shapeOf } from './xml.ts';

const drawn = (one: LoadBalancerDiagnosis) => picture(one, 80, (text) => text).join('\n');
const withTexts = (text: string): LoadBalancerDiagnosis => ({ ...down, name: text, path: down.path.map((hop) => ({ ...hop, text })) });

describe('the path picture', () => {
  test('shows the break where it is', () => {
    expect(drawn(down)).toBe(`  Internet            kept out: the load balancer is internal
  |
  Load balancer       k8s-gateway-ciliumga-e070c533ae, internal, active  (ok)
  |
  Listener            TCP 443, TCP 80  (ok)
  |
  Target groups       0 of 10 targets healthy  (failing)
  |
  Network             tcp 30866-31163 from sg-0c61db26aca317c0d in sg-0…  (ok)
  X ---- BREAKS HERE ------------------------------------------------------
  Node port           NodePort 30866/31163: no redirect to Envoy
  |
  Envoy               cilium-envoy 5 of 5 ready  (ok)
  |
  Route               1 route attached  (ok)
  |
  Back ends           back ends  (?)`);
  });

  test.each([
    ['internet-facing', null, 'Internet', ''],
    ['internal', null, 'Clients in the VPC', ''],
    ['internal', 'internal', 'Clients in the VPC', ''],
    ['internal', 'internet-facing', 'Internet', 'kept out: the load balancer is internal'],
    [null, null, 'Internet', ''],
  ])('scheme %s, asked for %s: starts with %s', (actual, requested, label, text) => {
    const scheme = { actual, requested, requestedBy: null };
    expect(pictureRows({ ...down, scheme })[0]).toEqual({ label, text, state: 'start' });
  });

  test('draws no break where nothing is broken', () => {
    expect(drawn({ ...down, path: down.path.map((hop) => ({ ...hop, state: 'ok' as const })) })).not.toContain('BREAKS');
    expect(drawn(healthy)).toBe('  Internet');
  });

  test('fits 80 columns whatever the names are', () => {
    fc.assert(fc.property(hostile, (text) => picture(withTexts(text), 80, (line) => line).every((line) => lengthOf(line) <= 80)));
  });

  test('colours the broken hop as broken', () => {
    const painted = picture(down, 80, (text, state) => (state === 'broken' ? `<${text}>` : text));
    expect(painted.filter((line) => line.startsWith('<'))).toHaveLength(2);
  });
});

describe('the path picture as SVG', () => {
  test('is well-formed, says what it shows, and has every hop with its state', () => {
    const svg = parseXml(svgPicture(down));
    const texts = everyElement(svg).map(({ text }) => text);
    expect([svg.name, svg.attributes.xmlns]).toEqual(['svg', 'http://www.w3.org/2000/svg']);
    expect(texts).toEqual(expect.arrayContaining(['Target groups', 'failing', 'Node port', 'breaks here', 'not proven', 'Back ends']));
    expect(texts[1]).toContain('Path of k8s-gateway-ciliumga-e070c533ae');
  });

  test('takes its text colour from the page, so that it reads on dark and on light', () => {
    expect(parseXml(svgPicture(down)).attributes.fill).toBe('currentColor');
  });

  test('has the same elements and attributes whatever the names are', () => {
    const expected = shapeOf(parseXml(svgPicture(withTexts('plain'))));
    fc.assert(fc.property(hostile, (text) => expect(shapeOf(parseXml(svgPicture(withTexts(text))))).toEqual(expected)));
  });

  test('has neither script nor anything to fetch', () => {
    const elements = everyElement(parseXml(svgPicture(down)));
    expect(elements.filter(({ name }) => !['svg', 'title', 'text', 'rect', 'line'].includes(name))).toEqual([]);
    expect(elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((key) => /^on|href/.test(key))).toEqual([]);
  });
});
