/** Worlds as one compressed text: they share most of their lines, so that together they take a hundredth of their size. */

import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** The files of each world by path, as bytes. */
export type Packed = ReadonlyMap<string, readonly (readonly [path: string, content: Uint8Array])[]>;

/** In front of the files: where each of them ends, in their order. */
type Index = readonly (readonly [world: string, files: readonly (readonly [path: string, length: number])[]])[];

const lengthBytes = 4;
const lineLength = 160;

/** Base64 in lines, none of which fills a screen where an exception prints it. */
export function pack(worlds: Packed): string {
  const index: Index = [...worlds].map(([world, files]) => [world, files.map(([path, content]) => [path, content.length])]);
  const head = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(head.length);
  const contents = [...worlds.values()].flatMap((files) => files.map(([, content]) => content));
  const raw = Buffer.concat([length, head, ...contents]);
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_MAX_WINDOW_BITS, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 9, [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS, [BROTLI_PARAM_SIZE_HINT]: raw.length };
  const base64 = brotliCompressSync(raw, { params }).toString('base64');
  return base64.replace(new RegExp(`.{${lineLength}}`, 'g'), '$&\n');
}

export function unpack(packed: string): Packed {
  const raw = brotliDecompressSync(Buffer.from(packed, 'base64'));
  let at = lengthBytes + raw.readUInt32BE();
  const index = JSON.parse(raw.toString('utf8', lengthBytes, at)) as Index;
  return new Map(
    index.map(([world, files]) => [
      world,
      files.map(([path, length]) => {
        const content = raw.subarray(at, at + length);
        at += length;
        return [path, content] as const;
      }),
    ]),
  );
}
