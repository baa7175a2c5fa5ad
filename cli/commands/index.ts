/** All sub-commands, in the order help lists them. Each is loaded when it is called: a replay need not wait for the AWS clients. */

import type { Command } from '../command.ts';

export interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const commands = [
  { name: 'check', summary: 'read AWS and EKS and diagnose what is unhealthy', load: async () => (await import('./check.ts')).check },
  {
    name: 'capture',
    summary: 'write a snapshot of what can be read to a folder',
    load: async () => (await import('./capture.ts')).capture,
  },
  { name: 'replay', summary: 'diagnose a snapshot on disk', load: async () => (await import('./replay.ts')).replay },
  { name: 'watch', summary: 'check again and again, and tell what begins and ends', load: async () => (await import('./watch.ts')).watch },
  { name: 'incidents', summary: 'what is open, since when, told where', load: async () => (await import('./incidents.ts')).incidents },
  { name: 'silence', summary: 'keep quiet about something for a while', load: async () => (await import('./silence.ts')).silence },
  { name: 'unsilence', summary: 'end a silence or an acknowledgement', load: async () => (await import('./unsilence.ts')).unsilence },
  { name: 'ack', summary: 'acknowledge an incident: no more reminders', load: async () => (await import('./ack.ts')).ack },
  { name: 'demo', summary: 'diagnose an incident that the lab plays on loopback', load: async () => (await import('./demo.ts')).demo },
  {
    name: 'preflight',
    summary: 'can it read what it needs, and the exact grant if not',
    load: async () => (await import('./preflight.ts')).preflight,
  },
  { name: 'explain', summary: "a rule's page", load: async () => (await import('./explain.ts')).explain },
  { name: 'rules', summary: 'list all rules', load: async () => (await import('./rules.ts')).rules },
  {
    name: 'completion',
    summary: 'the script that completes commands and options in bash, zsh or fish',
    load: async () => (await import('./completion.ts')).completion,
  },
] as const satisfies readonly Listed[];
