/** `nlb-doctor watch`: the deployed monitor's loop on a laptop or in a pod, with its memory in a folder. */

import { mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { CollectRequest } from '../../lambda/collect/request.ts';
import { count } from '../../lambda/diagnose/vocabulary.ts';
import type { Sink } from '../../lambda/incidents/outbox/notification.ts';
import { fileStore } from '../../lambda/incidents/store/file.ts';
import { StoreError } from '../../lambda/incidents/store/store.ts';
import { sinksOf } from '../../lambda/notify/sinks.ts';
import { isBlind, statementsOf } from '../../lambda/report/cannotTell.ts';
import { singleLine } from '../../lambda/report/escape.ts';
import { type MonitorRun, runMonitor } from '../../lambda/run.ts';
import { readSettings, type Settings } from '../../lambda/settings.ts';
import { createRedactor } from '../../lambda/telemetry/redactor.ts';
import { type Command, type ExitStatus, flag, text, texts, UsageError, type Values } from '../command.ts';
import type { Console } from '../console.ts';
import { requestOf, selectionOptions } from '../selection.ts';
import { sentenceOf } from '../sentence.ts';
import { terminalSink } from '../terminalSink.ts';
import { lengthOf } from '../time.ts';

const { 'load-balancer': _, service: __, gateway: ___, timeout: ____, ...selection } = selectionOptions;

export const watch: Command = {
  name: 'watch',
  summary: 'check again and again, and tell once what begins, changes and ends',
  positionals: [],
  options: {
    every: { type: 'string', value: 'LENGTH', default: '60s', help: 'between two checks (default 60s, at least 10s)' },
    state: { type: 'string', value: 'DIR', help: 'folder for the memory between two checks (needed)' },
    settings: {
      type: 'string',
      value: 'FILE',
      help: 'settings as JSON, as the deployed monitor has them: sinks, thresholds, expected schemes',
    },
    once: { type: 'boolean', help: 'one check, for a timer of your own' },
    ...selection,
  },
  run: async ({ values, console }): Promise<ExitStatus> => {
    const seconds = lengthOf(text(values, 'every') ?? '', 'every');
    if (seconds < 10) throw new UsageError('--every takes 10s or more: targets are not checked more often than that.');
    const folder = text(values, 'state');
    if (folder === undefined) throw new UsageError('watch needs --state DIR: a folder in which it remembers what it told.');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const settings = await settingsOf(values, console);
    const request = await requestOf({ ...values, timeout: '60', region: settings.regions, 'all-regions': false }, console);
    const sinks = [terminalSink(console), ...sinksOf(settings, createRedactor(), request)];
    return loop({ values, console, settings, request, sinks, folder, seconds });
  },
};

interface Loop {
  readonly values: Values;
  readonly console: Console;
  readonly settings: Settings;
  readonly request: CollectRequest;
  readonly sinks: readonly Sink[];
  readonly folder: string;
  readonly seconds: number;
}

async function loop({ values, console, settings, request, sinks, folder, seconds }: Loop): Promise<ExitStatus> {
  const { kubeconfig, logs, profile, caBundle } = request;
  const processMemory = { notifiedWithoutStoreAt: undefined };
  const holder = `${hostname()} ${process.pid}`;
  const collecting = {
    signal: console.stopped,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    logs: logs === true,
    profile,
    caBundle,
  };
  const one = () =>
    runMonitor({
      settings,
      store: fileStore(folder),
      sinks,
      holder,
      name: new Date().toISOString(),
      deadlineMs: Math.min(seconds, 50) * 1000,
      processMemory,
      collecting,
    });
  let status: ExitStatus = 0;
  while (!console.stopped.aborted) {
    const next = performance.now() + seconds * 1000;
    status = await checked(one, console);
    if (flag(values, 'once')) return status;
    await wait(Math.max(0, next - performance.now()), undefined, { signal: console.stopped }).catch(() => undefined);
  }
  return status;
}

/** A check that fails is told, and the next one is tried. */
async function checked(one: () => Promise<MonitorRun>, console: Console): Promise<ExitStatus> {
  try {
    const { result } = await one();
    if (!result.ran) {
      console.tell('another check is at it, so this one did nothing\n');
      return 0;
    }
    const open = Object.values(result.metrics.open).reduce((sum, many) => sum + many, 0);
    const { loadBalancers, notRead } = result.diagnosis.coverage;
    console.tell(
      `${result.diagnosis.takenAt} ${count(loadBalancers, 'load balancer')}, ${count(open, 'open incident')}, ${count(notRead.length, 'gap')}\n`,
    );
    for (const { headline, remedy } of statementsOf(result.diagnosis)) console.tell(`${singleLine(`${headline}. ${remedy}`)}\n`);
    for (const { sink, reason } of result.delivered.failed) console.tell(`${sink}: ${singleLine(reason)}\n`);
    return isBlind(result.diagnosis) ? 3 : open > 0 ? 1 : 0;
  } catch (error) {
    console.tell(`this check failed: ${sentenceOf(error)}\n`);
    if (error instanceof StoreError) return 3;
    throw error;
  }
}

/** The file's settings, with the regions and clusters of the options where they are given. */
async function settingsOf(values: Values, console: Console): Promise<Settings> {
  const path = text(values, 'settings');
  const fromFile = path === undefined ? {} : fileOf(path);
  const isTold = texts(values, 'region').length > 0 || flag(values, 'all-regions') || !('regions' in fromFile);
  const regions = isTold ? (await requestOf({ ...values, timeout: '60' }, console)).regions : fromFile.regions;
  const clusters = texts(values, 'cluster');
  return readSettings({ ...fromFile, regions, ...(clusters.length > 0 ? { clusters } : {}) }, path ?? 'options');
}

function fileOf(path: string): Record<string, unknown> {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new UsageError(`--settings ${path} cannot be read as JSON: is it there, and is it the JSON of the settings?`, { cause });
  }
  throw new UsageError(`--settings ${path} holds no object: it takes settings as JSON, such as {"regions": ["eu-west-1"]}.`);
}
