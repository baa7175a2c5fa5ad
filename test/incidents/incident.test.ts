/** The incident of an incident, minute by minute: when it opens, what is notified meanwhile, when it is over, and when nothing is notified. */

import { describe, expect, test } from '@jest/globals';
import { worldNames } from '../../lab/worlds/catalogue.ts';
import type { Diagnosis } from '../../lambda/diagnose/diagnosis.ts';
import { silenceErrors } from '../../lambda/incidents/lifecycle/silence.ts';
import { defaultPolicy } from '../../lambda/incidents/policy.ts';
import { memoryStore } from '../../lambda/incidents/store/memory.ts';
import { largestItem } from '../../lambda/incidents/store/store.ts';
import { announced, diagnosed } from '../notify/notifications.ts';
import { at, monitorOf, region, type Seen, world } from './worlds.ts';

const policy = { ...defaultPolicy, startSeconds: 0 };
const ill = (more: Partial<Seen> = {}): Seen => ({ status: 'degraded', cause: 'cilium/l7-proxy-off', ...more });
const well: Seen = { status: 'healthy' };

/** `d` down, `b` degraded, `g` healthy, `?` unknown, `-` not there; kinds told, each with its minute. */
async function story(
  text: string,
  { policy: own = policy, silence }: { readonly policy?: typeof policy; readonly silence?: object } = {},
): Promise<readonly string[]> {
  const store = memoryStore();
  if (silence !== undefined)
    await store.put({ partition: 'SILENCE', id: 'silence s', revision: 1, fence: 0, schema: 1, expiresAt: null, body: silence });
  const { check, taken } = monitorOf({ policy: own, store });
  const told: string[] = [];
  for (const [minute, letter] of [...text].entries()) {
    const before = taken.length;
    await check(minute, seen[letter] ?? world());
    told.push(...taken.slice(before).map(({ kind }) => `${minute} ${kind}`));
  }
  return told;
}

const seen: Readonly<Record<string, Diagnosis>> = {
  d: world(ill({ status: 'down' })),
  b: world(ill()),
  g: world(well),
  '?': world({ status: 'unknown' }),
  '-': world(),
};

describe('a load balancer', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['down opens at the second look', 'ddd', ['1 opened']],
    ['degraded opens at the third, and waits a minute for others of its kind', 'bbbb', ['3 opened']],
    ['two bad looks are nothing', 'bbgbbgg', []],
    ['five bad looks of ten open as well', 'bgbgbgbgbb', ['9 opened']],
    ['is over after two good looks', 'ddgg', ['1 opened', '3 resolved']],
    ['one good look is not enough', 'ddgdgd', ['1 opened']],
    ['a relapse makes the wait for the end longer', 'ddgdggggg', ['1 opened', '7 resolved']],
    ['that comes back is the same incident', 'ddggdd', ['1 opened', '3 resolved', '5 reopened']],
    ['unknown is neither bad nor good', 'd?d???g?g', ['2 opened', '8 resolved']],
    ['unknown alone is nothing', '??????????', []],
    ['that is not listed twice is gone, not well', 'dd--', ['1 opened', '3 gone']],
    ['that is not listed once is nothing', 'dd-dd', ['1 opened']],
    ['that was never told goes without a word', 'b--', []],
  ])('%s', async (_, text, told) => {
    expect(await story(text)).toEqual(told);
  });

  test('that gets worse is told at once, and better only later', async () => {
    expect(await story('bbbbd')).toEqual(['3 opened', '4 updated']);
    expect(await story('dddbb')).toEqual(['1 opened']);
  });

  test('is remembered every hour while it is critical, every four hours else', async () => {
    const told = await story('d'.repeat(130));
    expect(told).toEqual(['1 opened', '61 reminder', '121 reminder']);
    expect(await story('b'.repeat(250))).toEqual(['3 opened', '243 reminder']);
  });
});

describe('many', () => {
  const fleet = (many: number, more: (number: number) => Partial<Seen> = () => ({})) =>
    world(...Array.from({ length: many }, (_, number) => ill({ name: `edge-${number}`, ...more(number) })));

  test('with one cause are one message', async () => {
    const { check, taken } = monitorOf({ policy });
    for (let minute = 0; minute < 5; minute += 1) await check(minute, fleet(500));
    expect(taken.map(({ kind, members, more }) => [kind, members.length, more])).toEqual([['opened', 10, 490]]);
  });

  test('with different causes are told apart', async () => {
    const { check, taken } = monitorOf({ policy });
    for (let minute = 0; minute < 5; minute += 1)
      await check(
        minute,
        fleet(4, (number) => ({ cause: number < 2 ? 'cilium/l7-proxy-off' : 'cilium/envoy-config-off' })),
      );
    expect(taken.map(({ kind }) => kind)).toEqual(['opened', 'opened']);
  });

  test('are over when the last of them is, and news of members are slow', async () => {
    const { check, taken } = monitorOf({ policy });
    for (let minute = 0; minute < 4; minute += 1) await check(minute, fleet(3));
    for (let minute = 4; minute < 8; minute += 1)
      await check(
        minute,
        fleet(3, (number) => (number > 0 ? { status: 'healthy' } : {})),
      );
    expect(taken.map(({ kind }) => kind)).toEqual(['opened']);
    for (let minute = 8; minute < 11; minute += 1)
      await check(
        minute,
        fleet(3, () => ({ status: 'healthy' })),
      );
    expect(taken.at(-1)).toMatchObject({ kind: 'resolved', members: [{}, {}, {}] });
  });

  test('a storm of different incidents is one digest, and nothing in it is told again', async () => {
    const { check, taken } = monitorOf({ policy });
    for (let minute = 0; minute < 6; minute += 1)
      await check(
        minute,
        fleet(80, (number) => ({ cause: `aws/rule-${number}` })),
      );
    expect(taken.map(({ kind }) => kind)).toEqual(['digest']);
    expect(taken[0]?.members).toHaveLength(10);
    expect((taken[0]?.more ?? 0) + 10).toBe(80);
  });

  test('the first look at a world with old troubles is a digest', async () => {
    const { check, taken } = monitorOf({ policy: defaultPolicy });
    for (let minute = 0; minute < 6; minute += 1)
      await check(
        minute,
        fleet(8, (number) => ({ cause: `aws/rule-${number}` })),
      );
    expect(taken.map(({ kind }) => kind)).toEqual(['digest']);
    expect(taken[0]?.notes.join()).toContain('empty store');
  });
});

describe('what cannot be read', () => {
  const blind: Diagnosis = {
    ...world(),
    coverage: {
      ...world().coverage,
      notRead: [
        {
          what: 'elasticloadbalancing:DescribeTargetHealth',
          region,
          cluster: null,
          error: 'not authorized to perform: elasticloadbalancing:DescribeTargetHealth',
        },
      ],
    },
  };

  test('is told at the fifth look, is critical at the thirtieth, and is told again when it can be read', async () => {
    const { check, taken } = monitorOf({ policy });
    for (let minute = 0; minute < 32; minute += 1) await check(minute, blind);
    for (let minute = 32; minute < 35; minute += 1) await check(minute, world());
    expect(taken.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['unreadable', 'warning'],
      ['updated', 'critical'],
      ['readable', 'critical'],
    ]);
    expect(taken[0]?.notes.join()).toContain('not authorized');
  });

  test('hides nothing that was seen', async () => {
    const { check, taken } = monitorOf({ policy });
    const seenWhileBlind = { ...blind, loadBalancers: world(ill({ status: 'down' })).loadBalancers };
    for (let minute = 0; minute < 3; minute += 1) await check(minute, seenWhileBlind);
    expect(taken.map(({ kind }) => kind)).toEqual(['opened']);
  });
});

describe('a silence', () => {
  const silence = {
    kind: 'silence',
    id: 's',
    matchers: { loadBalancer: 'edge' },
    startsAt: at(-1),
    endsAt: at(6),
    author: 'a',
    reason: 'r',
    throughEscalation: false,
  } as const;

  test('keeps quiet while it lasts, and what is wrong when it ends is told once', async () => {
    expect(await story('ddddddddd', { silence })).toEqual(['6 opened']);
    expect(await story('ddddgggg', { silence })).toEqual([]);
  });

  test('is broken through by what gets worse', async () => {
    expect(await story('bbbbddd', { silence })).toEqual(['4 opened']);
    expect(await story('bbbbdd', { silence: { ...silence, throughEscalation: true } })).toEqual([]);
  });

  test('of others silences nothing', async () => {
    expect(await story('ddd', { silence: { ...silence, matchers: { loadBalancer: 'another' } } })).toEqual(['1 opened']);
  });

  test.each<readonly [object, RegExp]>([
    [{ matchers: {} }, /would mute all/],
    [{ endsAt: silence.startsAt }, /must end after it starts/],
    [{ endsAt: at(8 * 24 * 60) }, /seven days at most/],
    [{ reason: '' }, /needs a reason/],
    [{ author: '' }, /needs an author/],
    [{ endsAt: 'soon' }, /needs a start and an end/],
  ])('with %j is refused', (more, sentence) => {
    expect(silenceErrors({ ...silence, ...more }).join()).toMatch(sentence);
  });
});

describe('an acknowledgement', () => {
  const acknowledged = async (mode: 'normal' | 'sticky', text: string) => {
    const store = memoryStore();
    const { check, taken } = monitorOf({ policy, store });
    await check(0, world(ill({ status: 'down' })));
    await check(1, world(ill({ status: 'down' })));
    const incidentId = taken[0]?.incidentId ?? '';
    const body = { kind: 'acknowledgement', id: incidentId, incidentId, mode, severity: 'critical', author: 'ann', reason: '', at: at(1) };
    await store.put({ partition: 'SILENCE', id: `acknowledgement ${incidentId}`, revision: 1, fence: 0, schema: 1, expiresAt: null, body });
    for (const [minute, letter] of [...text].entries()) await check(minute + 2, seen[letter] ?? world());
    return taken;
  };

  test('stops reminders, and is named', async () => {
    const taken = await acknowledged('normal', 'd'.repeat(70));
    expect(taken.map(({ kind }) => kind)).toEqual(['opened']);
  });

  test('does not stop the end', async () => {
    expect((await acknowledged('sticky', 'dgg')).map(({ kind, acknowledgedBy }) => [kind, acknowledgedBy])).toEqual([
      ['opened', null],
      ['resolved', 'ann'],
    ]);
  });
});

test('every diagnosis there is fits into an item, with commands that are whole', () => {
  for (const name of worldNames)
    for (const one of diagnosed(name).loadBalancers) {
      const { diagnosis } = announced(one, 'opened');
      expect(Buffer.byteLength(JSON.stringify(diagnosis))).toBeLessThan(largestItem);
      const commands = new Set(one.findings.flatMap(({ remedies }) => remedies.flatMap(({ steps }) => steps.map(({ text }) => text))));
      for (const { remedies } of diagnosis?.findings ?? [])
        for (const { steps } of remedies) for (const { text } of steps) expect(commands.has(text)).toBe(true);
    }
});
