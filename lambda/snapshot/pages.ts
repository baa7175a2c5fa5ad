/** The answer to one AWS call: `<name>.json`, or the pages in the folder `<name>/`, as one list. */

import type * as z from 'zod/mini';
import { plainText, SnapshotError, shownValue } from './error.ts';
import { type Entry, entries, type Folder, readText } from './files.ts';
import { parseJson } from './parse.ts';
import { type Place, shapedList } from './shape.ts';

/** `missing`: the file that is not there. `broken`: why what is there is not the whole answer. */
export interface Pages<T> {
  readonly items: readonly T[];
  readonly missing?: string;
  readonly broken?: string;
}

interface Answer<S> {
  readonly key: string;
  readonly shape: S;
}

/** The entries of one folder by name, listed once for all the answers in it. */
export interface Siblings {
  readonly path: string;
  readonly entries: ReadonlyMap<string, Entry>;
}

export function siblings(folder: Folder, path: string): Siblings {
  return { path, entries: new Map(entries(folder, path).map((entry) => [entry.name, entry])) };
}

/** @param stem name of the answer without `.json`. @throws SnapshotError where a page is not JSON or has the wrong shape */
export function readPages<S extends z.ZodMiniType>(folder: Folder, among: Siblings, stem: string, answer: Answer<S>): Pages<z.infer<S>> {
  const files = pageFiles(folder, among, stem);
  const base = `${among.path}/${stem}`;
  if (files.length === 0) return { items: [], missing: `${base}.json` };
  const pages = files.map((file) => readPage(folder, file, answer));
  const items = pages.length === 1 ? (pages[0]?.items ?? []) : pages.flatMap((page) => page.items);
  const broken = pages.find((page) => page.broken !== undefined)?.broken;
  if (broken !== undefined) return { items, broken };
  // Every page but the last one names the next.
  const cut = pages.every((page) => page.more);
  return cut ? { items, broken: `${base}.json: the answer has more pages (NextMarker or NextToken), and they are not here` } : { items };
}

function pageFiles(folder: Folder, among: Siblings, stem: string): readonly string[] {
  const single = among.entries.get(`${stem}.json`);
  const pages = among.entries.get(stem);
  const inside = pages?.directory === true ? entries(folder, pages.path) : [];
  const files = [...(single === undefined ? [] : [single]), ...inside];
  return files.filter((entry) => !entry.directory && entry.name.endsWith('.json')).map((entry) => entry.path);
}

interface Page<T> {
  readonly items: readonly T[];
  readonly more: boolean;
  readonly broken?: string;
}

function readPage<S extends z.ZodMiniType>(folder: Folder, file: string, answer: Answer<S>): Page<z.infer<S>> {
  const value = parseJson(readText(folder, file), file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SnapshotError(`${plainText(file)}: expected an object with the list ${answer.key}, got ${shownValue(value)}`);
  }
  const page = value as Readonly<Record<string, unknown>>;
  const more = typeof (page.NextMarker ?? page.NextToken) === 'string';
  const { list, path } = listOf(page, answer.key);
  if (list === undefined || list === null)
    return { items: [], more, broken: `${file}: ${path.join('.')}: expected a list, got ${shownValue(list)}` };
  if (!Array.isArray(list)) throw notAList(file, path.join('.'), list);
  if (page[answer.key] === undefined && answer.key === 'Instances') return { items: instances(list, file, answer.shape), more };
  return { items: shapedList(answer.shape, list, { file, path }), more };
}

/** `describe-instances` groups its answer by reservations; a plain list of instances does as well. */
function listOf(page: Readonly<Record<string, unknown>>, key: string): { list: unknown; path: string[] } {
  if (key === 'Instances' && page.Instances === undefined) return { list: page.Reservations, path: ['Reservations'] };
  return { list: page[key], path: [key] };
}

function instances<S extends z.ZodMiniType>(reservations: readonly unknown[], file: string, shape: S): readonly z.infer<S>[] {
  return reservations.flatMap((reservation, index) => {
    const list = (reservation as { readonly Instances?: unknown } | null)?.Instances;
    if (!Array.isArray(list)) throw notAList(file, `Reservations[${index}].Instances`, list);
    const place: Place = { file, path: ['Reservations', index, 'Instances'] };
    return shapedList(shape, list, place);
  });
}

function notAList(file: string, path: string, got: unknown): SnapshotError {
  return new SnapshotError(`${plainText(file)}: ${path}: expected a list, got ${shownValue(got)}`);
}
