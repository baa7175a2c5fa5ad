/** Settings: what is left out has its default, and what is wrong gets a sentence that names its key. */

import { describe, expect, test } from '@jest/globals';
import { defaultThresholds, readSettings, settingsOf } from '../lambda/settings.ts';

const regions = ['eu-west-1'];

test('a region is enough', () => {
  expect(readSettings({ regions }, 'x')).toEqual({
    regions,
    clusters: [],
    expectedSchemes: {},
    thresholds: defaultThresholds,
    metricsNamespace: 'NlbDoctor',
    readLogs: false,
    readers: {},
  });
});

test('the defaults are those that were measured', () => {
  expect(defaultThresholds).toEqual({
    failures: 3,
    failuresWhenDown: 2,
    failuresInWindow: 5,
    window: 10,
    recoveries: 2,
    longestHold: 64,
    reopenWithinSeconds: 3_600,
    reminderSeconds: 14_400,
    reminderWhenCriticalSeconds: 3_600,
    blind: 5,
  });
});

describe('what is wrong', () => {
  test.each<readonly [unknown, RegExp]>([
    [undefined, /x: settings: expected an object, got nothing/],
    [{}, /regions: expected a list, got nothing/],
    [{ regions: [] }, /regions: expected at least one item/],
    [{ regions: ['nowhere'] }, /regions\.0: expected an AWS region, such as eu-west-2, got "nowhere"/],
    [{ regions, region: 'eu-west-1', vpc: 1 }, /unknown keys region, vpc/],
    [{ regions, thresholds: { failures: 0 } }, /thresholds\.failures: expected a number above 0, got 0/],
    [{ regions, thresholds: { failures: 'three' } }, /thresholds\.failures: expected a number, got "three"/],
    [{ regions, thresholds: { fail: 1 } }, /unknown key thresholds\.fail/],
    [{ regions, thresholds: { failuresInWindow: 11 } }, /failuresInWindow \(11\) cannot be more than thresholds\.window \(10\)/],
    [{ regions, thresholds: { recoveries: 65 } }, /recoveries \(65\) cannot be more than thresholds\.longestHold/],
    [{ regions, slack: {} }, /slack\.secretArn: expected text, got nothing/],
    [{ regions, slack: { secretArn: 'https://hooks.slack.com/services/T/B/canary' } }, /slack\.secretArn: expected an ARN, such as/],
    [{ regions, pagesAddress: 'http://example.org' }, /pagesAddress: expected an https address/],
    [{ regions, expectedSchemes: { '*': 'public' } }, /expectedSchemes\.\*: .*internal/],
  ])('%j', (input, sentence) => {
    expect(() => readSettings(input, 'x')).toThrow(sentence);
    expect(() => readSettings(input, 'x')).not.toThrow(/canary/);
  });

  test('in the environment', () => {
    expect(() => settingsOf({})).toThrow(/NLB_DOCTOR_SETTINGS is not set/);
    expect(() => settingsOf({ NLB_DOCTOR_SETTINGS: '{' })).toThrow(/is not JSON/);
    expect(settingsOf({ NLB_DOCTOR_SETTINGS: JSON.stringify({ regions }) }).regions).toEqual(regions);
  });
});
