/** Redaction of the parts that many kinds of object share: annotations, data, containers. */

import { looksLikeCredential, masked, maskedText } from './secrets.ts';

type Fields = Readonly<Record<string, unknown>>;
type Note = (what: string) => void;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Annotations without credentials, and without the last applied configuration, unless that is to be kept (redacted itself). */
export function dropEntries(annotations: Fields, keepLastApplied: boolean, note: Note): Fields {
  const entries = Object.entries(annotations).flatMap(([name, value]) => {
    if (name === lastApplied && keepLastApplied) return keptConfiguration(value, note);
    if (name === lastApplied) return dropped('the annotation last-applied-configuration, but of Gateway API objects', note);
    const credential = looksLikeCredential(name, typeof value === 'string' ? value : '');
    return credential ? dropped('annotations that look like credentials', note) : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

type Entries = readonly (readonly [string, unknown])[];

function dropped(what: string, note: Note): Entries {
  note(what);
  return [];
}

/** The configuration is an object in JSON: its own annotations are redacted like any others, and so is every text in it. */
function keptConfiguration(value: unknown, note: Note): Entries {
  const parsed = parse(value, note);
  if (parsed === undefined) return dropped('last applied configurations that are not JSON', note);
  const metadata = (parsed.metadata ?? {}) as Fields;
  const annotations = dropEntries((metadata.annotations ?? {}) as Fields, false, note);
  const kept = metadata.annotations === undefined ? parsed : { ...parsed, metadata: { ...metadata, annotations } };
  return [[lastApplied, `${JSON.stringify(kept)}\n`]];
}

function parse(text: unknown, note: Note): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(String(text), (_, value) => (typeof value === 'string' ? mask(value, note) : value));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Entries of a ConfigMap stay, their keys are settings; a value that is a credential by its form is masked. */
export function maskEntries(data: Fields, note: Note): Fields {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, typeof value === 'string' ? mask(value, note) : value]));
}

const containerLists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** A pod without the environment of its containers, and credentials in their arguments masked. */
export function maskPodSpec(spec: Fields, note: Note): Fields {
  const lists = containerLists.flatMap((key) => {
    const containers = spec[key];
    return Array.isArray(containers) ? [[key, containers.map((container: Fields) => maskContainer(container, note))] as const] : [];
  });
  return { ...spec, ...Object.fromEntries(lists) };
}

function maskContainer(container: Fields, note: Note): Fields {
  const { env, envFrom, ...rest } = container;
  if (env !== undefined || envFrom !== undefined) note('the environment of containers');
  const words = (['args', 'command'] as const).flatMap((key) => {
    const list = rest[key];
    return Array.isArray(list)
      ? [[key, list.map((word: unknown) => (typeof word === 'string' ? maskArgument(word, note) : word))] as const]
      : [];
  });
  return { ...rest, ...Object.fromEntries(words) };
}

/** `--gateway-api-secrets-namespace` is a setting; only options whose last word is a credential are masked. */
const credentialOption = /^(--?[\w.-]*(?:token|password|passwd|api-?key|secret-?key|private-?key|secret)=)(.+)$/i;

function maskArgument(word: string, note: Note): string {
  const [, option, value] = credentialOption.exec(word) ?? [];
  if (option === undefined || value === masked) return mask(word, note);
  note(maskedValues);
  return `${option}${masked}`;
}

const maskedValues = 'values that look like credentials';

function mask(text: string, note: Note): string {
  const result = maskedText(text);
  if (result !== text) note(maskedValues);
  return result;
}
