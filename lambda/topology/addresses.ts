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

/** Blocks recur in thousands of comparisons; there are few of them. */
const lists = new Map<string, BlockList>();
const mostLists = 10_000;

function listOf(text: string, { address, bits, family }: Block): BlockList {
  const kept = lists.get(text);
  if (kept !== undefined) return kept;
  const made = new BlockList();
  made.addSubnet(address, bits, family);
  if (lists.size >= mostLists) lists.clear();
  lists.set(text, made);
  return made;
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [wide, narrow] = [blockOf(outer), blockOf(inner)];
  if (wide === undefined || narrow === undefined || wide.family !== narrow.family || wide.bits > narrow.bits) return false;
  return wide.bits === 0 || listOf(outer, wide).check(narrow.address, narrow.family);
}
