/** From causes and advice to findings: chosen causes first, rivals stay causes, what explains nothing more is advice. */

import { describe, expect, test } from '@jest/globals';
import { explain, explainCluster } from '../../lambda/diagnose/explain.ts';
import type { Tested } from '../../lambda/diagnose/reality.ts';
import { eksAccess } from '../../lambda/text/commands.ts';
import { adviceOf, candidateOf, causeOf, examinedAs, ruleOf } from './engineFixture.ts';

const tested = (more: Partial<Tested>): Tested => ({ candidates: [], advice: [], ruledOut: [], ...more });
const subject = { names: {}, access: eksAccess({ region: 'eu-west-1', name: 'blue' }, false, {}) };
const kinds = ({ findings }: ReturnType<typeof explain>) => findings.map(({ rule, kind }) => `${kind} ${rule}`);

test('the chosen cause is first, and says how many of the failing targets it explains', () => {
  const explanation = explain(tested({ candidates: [candidateOf('aws/cause', ['a', 'b'])] }), 3, subject);
  expect(explanation.findings[0]).toMatchObject({ rule: 'aws/cause', kind: 'cause', explains: { targets: 2, of: 3 } });
  expect(explanation.unexplained).toBe(1);
});

describe('two causes of the same targets', () => {
  test('both stay causes where neither is certain and both are equally confident', () => {
    const candidates = [candidateOf('aws/one', ['a']), candidateOf('aws/two', ['a'])];
    expect(kinds(explain(tested({ candidates }), 1, subject))).toEqual(['cause aws/one', 'cause aws/two']);
  });

  test('the less confident one becomes advice that names the cause', () => {
    const candidates = [candidateOf('aws/one', ['a']), candidateOf('aws/two', ['a'], { confidence: 'possible' })];
    const explanation = explain(tested({ candidates }), 1, subject);
    expect(kinds(explanation)).toEqual(['cause aws/one', 'advice aws/two']);
    expect(explanation.findings[1]?.because).toBe('it was observed; the targets are explained by aws/one');
  });

  test('a certain cause has no rival', () => {
    const candidates = [candidateOf('aws/one', ['a'], { confidence: 'certain' }), candidateOf('aws/two', ['a'], { confidence: 'certain' })];
    expect(kinds(explain(tested({ candidates }), 1, subject))).toEqual(['cause aws/one', 'advice aws/two']);
  });
});

describe('folding', () => {
  test('a special case carries its general rule', () => {
    const candidates = [candidateOf('aws/general', ['a']), candidateOf('aws/special', ['a'], { rule: { specialCaseOf: ['aws/general'] } })];
    const { findings } = explain(tested({ candidates }), 1, subject);
    expect(findings).toMatchObject([{ rule: 'aws/special', consequences: [{ rule: 'aws/general', summary: 'explains 1' }] }]);
  });

  test('advice does not carry a cause', () => {
    const explanation = explain(
      tested({
        candidates: [candidateOf('aws/general', ['a'])],
        advice: [{ rule: ruleOf('aws/special', { specialCaseOf: ['aws/general'] }), advice: adviceOf() }],
      }),
      1,
      subject,
    );
    expect(kinds(explanation)).toEqual(['cause aws/general', 'advice aws/special']);
  });

  test('a cause of other targets is not folded', () => {
    const candidates = [candidateOf('aws/general', ['b']), candidateOf('aws/special', ['a'], { rule: { specialCaseOf: ['aws/general'] } })];
    expect(kinds(explain(tested({ candidates }), 2, subject)).toSorted()).toEqual(['cause aws/general', 'cause aws/special']);
  });
});

test('advice is ordered by severity, then by hop, then by id', () => {
  const advice = [
    { rule: ruleOf('aws/info', { severity: 'info' }), advice: adviceOf() },
    { rule: ruleOf('aws/far', { hop: 'backend' }), advice: adviceOf() },
    { rule: ruleOf('aws/near', { hop: 'listener' }), advice: adviceOf() },
    { rule: ruleOf('aws/critical'), advice: adviceOf('critical') },
  ];
  expect(explain(tested({ advice }), 0, subject).findings.map(({ rule }) => rule)).toEqual([
    'aws/critical',
    'aws/near',
    'aws/far',
    'aws/info',
  ]);
});

test('the names of a finding reach its remedies, hostile ones as placeholders', () => {
  const rule = ruleOf('aws/rule', {
    remedies: (names) => [
      {
        title: `${names.region} ${names.cluster} ${names.access.context}`,
        recommended: true,
        effect: '',
        risk: '',
        undo: '',
        steps: [],
        verify: [],
      },
    ],
  });
  const { findings } = explain(tested({ advice: [{ rule, advice: adviceOf() }] }), 0, {
    names: { region: 'eu-west-1', cluster: '$(reboot)' },
    access: eksAccess({ region: 'eu-west-1', name: '$(reboot)' }, false, {}),
  });
  expect(findings[0]?.remedies[0]?.title).toBe('eu-west-1 <cluster> <cluster>');
});

test('findings of a cluster are ordered by severity', () => {
  const examined = [examinedAs('aws/warning', causeOf([])), examinedAs('aws/critical', causeOf([], { severity: 'critical' }))];
  expect(explainCluster(examined, subject).map(({ rule }) => rule)).toEqual(['aws/critical', 'aws/warning']);
});
