/** DER (X.690): as much of it as an X.509 certificate needs. */

/** One element: a tag, a length, and what is inside. */
export function element(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), length(body.length), body]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  const digits = bytes > 0xff ? [bytes >> 8, bytes & 0xff] : [bytes];
  return Buffer.from([0x80 | digits.length, ...digits]);
}

export const sequence = (...content: readonly Uint8Array[]) => element(0x30, ...content);
export const set = (...content: readonly Uint8Array[]) => element(0x31, ...content);
export const octets = (content: Uint8Array) => element(0x04, content);
export const bits = (content: Uint8Array, unused = 0) => element(0x03, Buffer.from([unused]), content);
export const flag = (value: boolean) => element(0x01, Buffer.from([value ? 0xff : 0]));
export const text = (value: string) => element(0x0c, Buffer.from(value, 'utf8'));
/** `[number]`, around the element or in its place. */
export const tagged = (number: number, ...content: readonly Uint8Array[]) => element(0xa0 | number, ...content);
export const inPlace = (number: number, content: Uint8Array) => element(0x80 | number, content);

/** A number that is not negative: a leading bit that is set gets a zero before it. */
export function integer(bytes: Uint8Array): Buffer {
  return element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** `1.2.840.10045.4.3.2` */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): readonly number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

/** `YYMMDDHHMMSSZ`: two digits of the year, good until 2049. */
export function time(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '')
    .slice(2);
  return element(0x17, Buffer.from(digits, 'latin1'));
}
