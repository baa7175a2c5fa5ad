/** Where the context that commands name comes from: said once a report, with the first subject whose commands name it. */

import type { KubernetesAccess } from '../diagnose/diagnosis.ts';
import { type Remedy, type Step, usesContext } from '../diagnose/finding.ts';

interface Subject {
  readonly access?: KubernetesAccess | null;
}

/** @param subjects in the order in which they are shown */
export function introductions(subjects: readonly Subject[]): ReadonlyMap<Subject, KubernetesAccess> {
  const firsts = new Map<string, readonly [Subject, KubernetesAccess]>();
  for (const subject of subjects) {
    const { access } = subject;
    if (access && stepsTo(access).length > 0 && !firsts.has(access.context)) firsts.set(access.context, [subject, access]);
  }
  return new Map(firsts.values());
}

/** The command that makes the context, or what the reader has to put in; nothing where the context is there. */
export const stepsTo = ({ setup, note }: KubernetesAccess): readonly Step[] => [
  ...(setup === null ? [] : [{ kind: 'command' as const, text: setup }]),
  ...(note === null ? [] : [{ kind: 'text' as const, text: note }]),
];

/** A remedy that stands alone, in a message or an annotation: its first step makes the context. */
export const withContext = (remedy: Remedy, access: KubernetesAccess | null | undefined): Remedy =>
  access && usesContext(remedy) ? { ...remedy, steps: [...stepsTo(access), ...remedy.steps] } : remedy;
