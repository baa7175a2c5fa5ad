/** Messages of every kind, for every scenario: within every limit, readable on a locked phone, and inert whatever the cluster says. */

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { worldNames } from '../../lab/worlds/catalogue.ts';
import type { Notification } from '../../lambda/incidents/outbox/notification.ts';
import { chatNotification } from '../../lambda/notify/chat.ts';
import { machineForms, machineIncident } from '../../lambda/notify/machine.ts';
import { messageOf } from '../../lambda/notify/message.ts';
import { plainText } from '../../lambda/notify/plain.ts';
import { slackMessage } from '../../lambda/notify/slack/blocks.ts';
import { threadMessage } from '../../lambda/notify/slack/details.ts';
import { beyondLimits, textsOf } from '../../lambda/notify/slack/limits.ts';
import { dangerous, hostile, poisoned } from '../report/hostile.ts';
import { announced, diagnosed, kinds } from './notifications.ts';

const pagesAddress = 'https://example.org/docs/rules';
const root = resolve(import.meta.dirname, '../../schema');
const schemaOf = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
ajv.addSchema(schemaOf('diagnosis.v1.schema.json'));
const validate = ajv.compile(schemaOf('incident.v1.schema.json'));

const slackOf = (one: Notification) => slackMessage(messageOf(one, { pagesAddress }));
const all: readonly Notification[] = worldNames.flatMap((name) =>
  diagnosed(name).loadBalancers.flatMap((one) => kinds.map((kind) => announced(one, kind))),
);

/** Where mrkdwn is read: markup that was not made here. */
const foreignMarkup = (text: string) =>
  text.replace(/<https:\/\/(?:example\.org|[a-z0-9-]+\.console\.aws\.amazon\.com)\/[^|<>]*\|[^<>]*>/g, '').match(/[<>]/g) ?? [];

function mrkdwnOf(one: Notification): readonly string[] {
  const message = slackOf(one);
  return [message.text, ...message.blocks.filter(({ type }) => type !== 'header').flatMap(textsOf)];
}

describe('every message of every scenario', () => {
  test('there are many', () => expect(all.length).toBeGreaterThan(900));

  test('is within the limits of Slack, and our own', () => {
    const beyond = all.map((one) => ({
      key: one.key,
      name: one.diagnosis?.name,
      is: beyondLimits(slackOf(one).blocks, slackOf(one).text),
    }));
    expect(beyond.filter(({ is }) => is.length > 0)).toEqual([]);
  });

  test('says in the first hundred characters how bad it is and where', () => {
    for (const one of all.filter(({ diagnosis }) => diagnosis !== null)) {
      const first = messageOf(one, {}).headline.slice(0, 100);
      expect(first).toMatch(/^(Critical|Resolved|Gone)/);
      expect(first).toContain(one.diagnosis?.name.slice(0, 40));
    }
  });

  test('fits the chat schema, with whole sentences only', () => {
    for (const one of all) {
      const { content, metadata } = chatNotification(one, messageOf(one, { pagesAddress }));
      expect(content.title.length).toBeLessThanOrEqual(250);
      expect(content.description.length).toBeLessThanOrEqual(3_500);
      expect(content.description).not.toBe('');
      expect((content.nextSteps ?? []).filter((step) => step.length > 350)).toEqual([]);
      expect(metadata.threadId).toBe(one.incidentId);
    }
  });

  test('is valid for machines, shortened or not', () => {
    const wrong = all.flatMap((one) => machineForms(one)).filter((form) => !validate(form));
    expect(wrong.map(({ key }) => [key, validate.errors])).toEqual([]);
  });

  test('has a thread within the limits', () => {
    const threads = all.map(threadMessage).filter((one) => one !== undefined);
    expect(threads.length).toBeGreaterThan(100);
    expect(threads.flatMap(({ blocks }) => blocks.flatMap(textsOf)).filter((text) => text.length > 3_000)).toEqual([]);
  });
});

const seedDiagnosis = diagnosed('seed-incident');

describe('a hostile cluster', () => {
  test('makes no mention, no link, no markup and no control character', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 30 }), fc.constantFrom(...kinds), (texts, kind) => {
        let at = 0;
        const next = () => texts[at++ % texts.length] ?? '';
        for (const one of poisoned(seedDiagnosis, next).loadBalancers) {
          const name = next();
          const evil = announced(one, kind, {
            notes: [name],
            cluster: name,
            region: name,
            cause: one.findings[0]?.rule ?? null,
            changes: [{ what: name, at: null }],
            acknowledgedBy: name,
          });
          const written = mrkdwnOf(evil);
          expect(written.flatMap(foreignMarkup)).toEqual([]);
          expect(written.filter((text) => dangerous.test(text))).toEqual([]);
          expect(plainText(messageOf(evil, {}))).not.toMatch(dangerous);
          expect(beyondLimits(slackOf(evil).blocks, slackOf(evil).text)).toEqual([]);
          expect((threadMessage(evil)?.blocks ?? []).flatMap(textsOf).flatMap(foreignMarkup)).toEqual([]);
        }
      }),
      { numRuns: Math.min(Number(process.env.NLB_DOCTOR_RUNS ?? 60), 300) },
    );
  });

  test('cannot leave a block of code', () => {
    const [one] = diagnosed('seed-incident').loadBalancers;
    if (one === undefined) throw new Error('the scenario has no load balancer');
    const path = one.path.map((hop) => ({ ...hop, text: '``` <!channel> `' }));
    const texts = mrkdwnOf(announced({ ...one, path }, 'opened'));
    const code = texts.find((text) => text.startsWith('```'));
    expect(code?.match(/```/g)).toHaveLength(2);
    expect(code).toContain('&lt;!channel&gt;');
  });

  test('is escaped once, not twice', () => {
    const [one] = diagnosed('seed-incident').loadBalancers;
    if (one === undefined) throw new Error('the scenario has no load balancer');
    expect(slackOf(announced(null, 'unreadable', { notes: ['a & b <c>'], cluster: 'x' })).text).toContain('a &amp; b &lt;c&gt;');
    expect(slackOf(announced(null, 'unreadable', { notes: ['a & b'], cluster: 'x' })).text).not.toContain('&amp;amp;');
  });
});

describe('what a message says', () => {
  const [seed] = diagnosed('seed-incident').loadBalancers;
  if (seed === undefined) throw new Error('the scenario has no load balancer');
  const textOf = (one: Notification) => plainText(messageOf(one, { pagesAddress }));

  test('the seed incident, from the cause to the fix', () => {
    const text = textOf(announced(seed, 'opened'));
    for (const part of [
      '0 of 10 healthy',
      'Cause: All 5 nodes run a Cilium agent',
      'certain:',
      'BREAKS HERE',
      'enable-envoy-config',
      'rollout restart deployment/cilium-operator daemonset/cilium',
      'Risk: ',
      'Changed since it was last healthy:',
      'Ruled out:',
      'https://example.org/docs/rules/cilium/agents-not-restarted.md',
      'https://eu-west-2.console.aws.amazon.com/ec2/home?region=eu-west-2#LoadBalancer',
      'incident i-abcdefghij #1',
      'next reminder 2026-11-01 03:42 UTC',
    ])
      expect(text).toContain(part);
  });

  test('an end says how long, what was seen healthy, and what changed', () => {
    const [well] = diagnosed('seed-incident-repaired').loadBalancers;
    const text = textOf(
      announced(well ?? null, 'resolved', { check: 'target-health', cause: 'cilium/agents-not-restarted', diagnosis: well ?? null }),
    );
    expect(text).toMatch(/^Resolved after 42 min: .*10 of 10 healthy/);
    expect(text).toContain('5 of 5 healthy');
    expect(text).toContain('Changed while it was broken:');
    expect(text).toContain('The cause was cilium/agents-not-restarted.');
    expect(text).not.toContain('Fix');
  });

  test('gone is not called healthy', () => {
    expect(textOf(announced(seed, 'gone'))).toMatch(/which is not the same as healthy/);
  });

  test('where the cause is hidden because the cluster cannot be read, none is claimed', () => {
    const text = textOf(announced(seed, 'opened', { cause: null }));
    expect(text).toContain('No cause is claimed');
    expect(text).not.toContain('rollout restart');
  });

  test('many load balancers are ten lines and a number', () => {
    const members = Array.from({ length: 10 }, (_, at) => ({
      incidentId: `i-${at}`,
      loadBalancer: `edge-${at}`,
      region: 'eu-west-2',
      cluster: 'prod',
      severity: 'critical' as const,
    }));
    const one = announced(seed, 'opened', { members, more: 4_990 });
    expect(messageOf(one, {}).headline).toContain('5000 load balancers of cluster');
    expect(textOf(one)).toContain('and 4990 more');
    expect(beyondLimits(slackOf(one).blocks, slackOf(one).text)).toEqual([]);
  });

  test('for machines it is valid, and an unknown field is not', () => {
    expect(validate(machineIncident(announced(seed, 'opened')))).toBe(true);
    expect(validate({ ...machineIncident(announced(seed, 'opened')), surprise: 1 })).toBe(false);
    expect(validate({ ...machineIncident(announced(seed, 'opened')), severity: 'bad' })).toBe(false);
  });
});

describe('the page for the person on call', () => {
  const [loadBalancer = null] = diagnosed('seed-incident').loadBalancers;
  const linksOf = (kind: Notification['kind'], address?: string) =>
    messageOf(announced(loadBalancer, kind), { pagesAddress: address }).links.map(({ address: to }) => to);
  const onCall = 'https://example.org/docs/when-paged.md';

  test('is linked where the whole folder of documentation is published', () => {
    expect(linksOf('opened', 'https://example.org/docs/rules')).toContain(onCall);
    expect(linksOf('reminder', 'https://example.org/docs/rules/')).toContain(onCall);
  });

  test('is not linked where it may not be there, and not when the incident is over', () => {
    for (const address of ['https://example.org/rules', 'https://rules.example.org', undefined])
      expect(linksOf('opened', address).filter((to) => to.includes('when-paged'))).toEqual([]);
    expect(linksOf('resolved', 'https://example.org/docs/rules')).not.toContain(onCall);
  });
});
