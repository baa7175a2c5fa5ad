/** A fact is known, or says what would have to be read to know it: the reason why silence never becomes evidence. */

import type { ClusterPlace } from '../text/commands.ts';

/** What is missing for a fact: `what` as in a snapshot's gaps, `why` in words, `grant` what would allow or fetch it. */
export interface Missing {
  readonly what: string;
  readonly why: string;
  readonly grant: Grant;
}

/** What to allow, in words, and the commands that read it by hand (or allow it). The diagnosis adds how the reader reaches the cluster. */
export interface Grant {
  readonly allow?: string;
  readonly commands?: readonly GrantCommand[];
}

/** `cluster` undefined: it is not known which. */
export type GrantCommand =
  | { readonly tool: 'kubectl'; readonly cluster: ClusterPlace | undefined; readonly args: string }
  | { readonly tool: 'aws'; readonly region: string; readonly args: string };

export const byKubectl = (cluster: ClusterPlace | undefined, args: string): Grant => ({
  commands: [{ tool: 'kubectl', cluster: cluster && { region: cluster.region, name: cluster.name }, args }],
});
export const byAws = (region: string, args: string): Grant => ({ commands: [{ tool: 'aws', region, args }] });

export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly missing: Missing };

export const known = <T>(value: T): Fact<T> => ({ known: true, value });
export const missing = (what: string, why: string, grant: Grant): { readonly known: false; readonly missing: Missing } => ({
  known: false,
  missing: { what, why, grant },
});

/** The value, or a stand-in where it is not known: only for text that is shown, never for a decision. */
export const valueOr = <T, U>(fact: Fact<T>, other: U): T | U => (fact.known ? fact.value : other);
