/** Files of a snapshot folder, read without ever leaving it: no links that lead out, no devices, no enormous files. */

import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { systemWords } from '../text/systemErrors.ts';
import { plainText, SnapshotError } from './error.ts';

/** A snapshot on disk; `root` is its real, absolute path. */
export interface Folder {
  readonly root: string;
}

/** One entry of a folder; `path` is relative to the snapshot, with `/` between the parts. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly directory: boolean;
}

const mebibyte = 1024 * 1024;
/** The largest file that is read; a List of 2,000 nodes has about 30 MiB. */
export const largestFile = 256 * mebibyte;
const longestTail = 32 * mebibyte;

/** @throws SnapshotError where the folder is not there or is not a folder */
export function openFolder(path: string): Folder {
  const root = attempt(path, () => realpathSync(path));
  if (!attempt(path, () => statSync(root)).isDirectory())
    throw new SnapshotError(`${plainText(path)}: a snapshot is a folder, and this is not one`);
  return { root };
}

/** What is in a folder, by name; empty where there is no such folder. Names that begin with a dot are left out. */
export function entries(folder: Folder, path: string): readonly Entry[] {
  const absolute = join(folder.root, path);
  const kind = kindOf(folder, path);
  if (kind === 'nothing') return [];
  if (kind !== 'folder') throw new SnapshotError(`${plainText(path)}: expected a folder, and this is a file`);
  const found = attempt(path, () => readdirSync(absolute, { withFileTypes: true }));
  return found
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => {
      const at = path === '' ? entry.name : `${path}/${entry.name}`;
      return { name: entry.name, path: at, directory: entry.isSymbolicLink() ? kindOf(folder, at) === 'folder' : entry.isDirectory() };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What stands at a path, links followed as long as they stay inside the snapshot. */
export function kindOf(folder: Folder, path: string): 'file' | 'folder' | 'nothing' {
  const absolute = join(folder.root, path);
  const own = lstatSync(absolute, { throwIfNoEntry: false });
  if (own === undefined) return 'nothing';
  if (!own.isSymbolicLink()) return own.isDirectory() ? 'folder' : 'file';
  const real = attempt(path, () => realpathSync(absolute));
  if (real !== folder.root && !real.startsWith(folder.root + sep)) {
    throw new SnapshotError(
      `${plainText(path)}: this link leads out of the snapshot, and is not followed; copy what it points to into its place`,
    );
  }
  return statSync(real).isDirectory() ? 'folder' : 'file';
}

/** The text of a file (UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it). */
export function readText(folder: Folder, path: string, largest: number = largestFile): string {
  return withFile(folder, path, (descriptor, size) => {
    if (size > largest) {
      const is = Math.ceil(size / mebibyte);
      throw new SnapshotError(
        `${plainText(path)}: the file has ${is} MiB, and at most ${largest / mebibyte} MiB are read; capture less, or in pages`,
      );
    }
    return decode(bytesOf(descriptor, 0, size));
  });
}

/** The end of a file that may be long, whole lines only. */
export function readTail(folder: Folder, path: string): string {
  return withFile(folder, path, (descriptor, size) => {
    if (size <= longestTail) return decode(bytesOf(descriptor, 0, size));
    const bytes = bytesOf(descriptor, size - longestTail, longestTail);
    return bytes.subarray(bytes.indexOf(10) + 1).toString('utf8');
  });
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** A link is not followed, and a pipe does not block; neither flag exists on Windows. */
const careful = O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

function withFile<T>(folder: Folder, path: string, use: (descriptor: number, size: number) => T): T {
  return attempt(path, () => {
    const descriptor = open(folder, path);
    try {
      const facts = fstatSync(descriptor);
      if (!facts.isFile()) throw new SnapshotError(`${plainText(path)}: expected a plain file, and this is something else`);
      return use(descriptor, facts.size);
    } finally {
      closeSync(descriptor);
    }
  });
}

function open(folder: Folder, path: string): number {
  const absolute = join(folder.root, path);
  try {
    return openSync(absolute, careful);
  } catch (cause) {
    // ELOOP: it is a link, and may be followed where it stays inside; kindOf throws where it does not.
    if ((cause as NodeJS.ErrnoException).code !== 'ELOOP') throw cause;
    kindOf(folder, path);
    return openSync(absolute, O_RDONLY | (O_NONBLOCK ?? 0));
  }
}

function bytesOf(descriptor: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(descriptor, bytes, filled, length - filled, start + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', marked ? 3 : 0);
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof SnapshotError) throw cause;
    throw new SnapshotError(`${plainText(path)}: it cannot be read: ${systemWords(cause)}`, { cause });
  }
}
