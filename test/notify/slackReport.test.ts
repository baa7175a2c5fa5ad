/** `--output slack`: a diagnosis as messages. It knows no incident, so it names none; what is wrong beside healthy targets is said as well. */

import { describe, expect, test } from '@jest/globals';
import { worldNames } from '../../lab/worlds/catalogue.ts';
import { countsIn } from '../../lambda/notify/headline.ts';
import { beyondLimits, textsOf } from '../../lambda/notify/slack/limits.ts';
import { slackReport } from '../../lambda/notify/slack/report.ts';
import { isQuiet } from '../../lambda/report/order.ts';
import { diagnosed } from './notifications.ts';

const messages = worldNames.flatMap((name) => slackReport(diagnosed(name)).map((message) => ({ name, ...message })));
const wordsOf = ({ text, blocks }: (typeof messages)[number]) => [text, ...blocks.flatMap(textsOf)].join('\n');

describe('a diagnosis as messages for Slack', () => {
  test('names no incident and no time since when it is: neither is known', () => {
    expect(messages.length).toBeGreaterThan(40);
    expect(messages.filter((message) => /\bincident\b|\*Since\*|#1\b/.test(wordsOf(message))).map(({ name }) => name)).toEqual([]);
  });

  test('says when it was checked', () => {
    const unsaid = messages.filter((message) => !/\bchecked \d{4}-\d\d-\d\d \d\d:\d\d UTC/.test(wordsOf(message)));
    expect(unsaid.map(({ name }) => name)).toEqual([]);
  });

  test('keeps within the limits of Slack', () => {
    expect(messages.flatMap(({ name, text, blocks }) => beyondLimits(blocks, text).map((what) => `${name}: ${what}`))).toEqual([]);
  });

  test('never says of healthy targets that no rule explains them, and names the fault and its fix instead', () => {
    const healthy = worldNames.flatMap((name) => {
      const diagnosis = diagnosed(name);
      return diagnosis.loadBalancers
        .filter((one) => one.status === 'healthy' && !isQuiet(one))
        .map((one) => ({
          name,
          one,
          words: slackReport(diagnosis)
            .map((message) => wordsOf({ name, ...message }))
            .join('\n'),
        }));
    });
    expect(healthy.length).toBeGreaterThan(4);
    expect(healthy.filter(({ words }) => words.includes('o rule explains it')).map(({ name }) => name)).toEqual([]);
    const about = healthy.find(({ name }) => name === 'gateway/certificate-unresolved/cause');
    expect(about?.words).toContain(`${about?.one.name} ${about && countsIn(about.one)}, but: `);
    expect(about?.words).toContain('*Fix (recommended):*');
  });
});
