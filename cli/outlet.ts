/** Standard output and standard error, which may fail: the reader leaves, the disk is full, the terminal is gone. */

import { fstatSync, writeFileSync } from 'node:fs';
import { singleLine } from '../lambda/report/escape.ts';
import { systemWords } from '../lambda/text/systemErrors.ts';
import { UsageError } from './usageError.ts';

/** Writing the answer failed. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  /** Whoever read the output has closed it, such as `head` after its last line. It is no fault. */
  readonly isReaderGone: boolean;
  constructor(cause: NodeJS.ErrnoException) {
    super(`the output could not be written: ${reasonOf(cause)}`);
    this.isReaderGone = cause.code === 'EPIPE' || cause.code === 'ERR_STREAM_DESTROYED';
  }
}

/** Words that fit an output better than those of the system in general. */
const words: Readonly<Record<string, string>> = {
  EPIPE: 'its reader has closed it',
  ENOENT: 'its folder is not there',
  EBADF: 'it is not open for writing',
};

const reasonOf = (error: NodeJS.ErrnoException): string => words[error.code ?? ''] ?? systemWords(error);

/** What another path would mend. */
const wrongPath = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG', 'ELOOP'];

/** @throws UsageError where another path must be given, else OutputError */
export function writeToFile(option: string, path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!wrongPath.includes(code)) throw new OutputError(error as NodeJS.ErrnoException);
    throw new UsageError(`${option} ${singleLine(path)} cannot be written: ${reasonOf(error as NodeJS.ErrnoException)}.`);
  }
}

export interface Outlet {
  /** @throws OutputError where this or an earlier write failed */
  readonly write: (text: string) => void;
  /** Resolves when everything is written, with the failure where there was one that `write` did not throw. */
  readonly written: () => Promise<OutputError | undefined>;
}

type WriteStream = NodeJS.WriteStream & { readonly fd: number };

/** Pipes, sockets and terminals are written by the event loop; files and devices at once. */
export const outletOf = (stream: WriteStream): Outlet => (isStreamed(stream) ? streamed(stream) : direct(stream.fd));

function isStreamed({ fd, isTTY }: WriteStream): boolean {
  const facts = fstatSync(fd);
  return isTTY === true || facts.isFIFO() || facts.isSocket();
}

/** Not by the stream: where a disk is almost full it takes a part of the text for the whole, and says nothing. */
const direct = (descriptor: number): Outlet => ({
  write: (text) => {
    try {
      writeFileSync(descriptor, text);
    } catch (error) {
      throw new OutputError(error as NodeJS.ErrnoException);
    }
  },
  written: async () => undefined,
});

function streamed(stream: NodeJS.WriteStream): Outlet {
  let failure: OutputError | undefined;
  let pending: Promise<void> = Promise.resolve();
  // Without a listener the error would end the process with a stack trace.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= new OutputError(error);
  });
  return {
    write: (text) => {
      if (failure !== undefined) throw failure;
      const before = pending;
      const written = new Promise<void>((resolve) => void stream.write(text, () => resolve()));
      pending = before.then(() => written);
    },
    written: async () => {
      await pending;
      return failure;
    },
  };
}
