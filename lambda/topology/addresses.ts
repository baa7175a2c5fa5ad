/** Blocks of addresses: whether one holds an address or another block, for IPv4 and IPv6. */

import { BlockList, isIP } from 'node:net';

const families = { 4: 'ipv4', 6: 'ipv6' } as const;

interface Block {
  readonly address: string;
  readonly bits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** `10.0.0.0/8`, or a single address; undefined where it is neither. */
export function blockOf(text: string): Block | undefined {
  const [address = '', length] = text.split('/');
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = length === undefined ? most : Number(length);
  return Number.isInteger(bits) && bits >= 0 && bits <= most ? { address, bits, family: families[version] } : undefined;
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [wide, narrow] = [blockOf(outer), blockOf(inner)];
  if (wide === undefined || narrow === undefined || wide.family !== narrow.family || wide.bits > narrow.bits) return false;
  const list = new BlockList();
  list.addSubnet(wide.address, wide.bits, wide.family);
  return list.check(narrow.address, narrow.family);
}
