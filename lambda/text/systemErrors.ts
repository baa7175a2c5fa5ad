/** What the operating system, the network and TLS say by a code, in words: a person never has to know the code. */

/** `words` complete "<the thing>: …"; `remedy` says what to do. */
export interface SystemReason {
  readonly words: string;
  readonly remedy: string;
}

/** Said for a code that nobody has met. */
export const systemRefused = 'the system refused';

const path = 'check the path';
const network = 'check the network, the VPN and the proxy (HTTPS_PROXY, NO_PROXY) between here and it';
const certificates = 'where a proxy inspects TLS, name its CA in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS';

/** Names as errno(3), getaddrinfo(3) and Node.js give them (https://nodejs.org/api/errors.html#common-system-errors). */
const reasons: Readonly<Record<string, SystemReason>> = {
  ENOENT: { words: 'it is not there', remedy: path },
  ENOTDIR: { words: 'a part of this path is a file, not a folder', remedy: path },
  EISDIR: { words: 'it is a folder, and a file is needed', remedy: path },
  EEXIST: { words: 'it exists already', remedy: 'name another' },
  ELOOP: { words: 'its links go round in a circle', remedy: path },
  ENAMETOOLONG: { words: 'the name is too long', remedy: path },
  EACCES: { words: 'it is not permitted', remedy: 'check who owns it and its mode' },
  EPERM: { words: 'it is not permitted', remedy: 'check who owns it and its mode' },
  EROFS: { words: 'the file system is read-only', remedy: 'name a place that can be written' },
  ENOSPC: { words: 'the disk is full', remedy: 'make room, or name another place' },
  EDQUOT: { words: 'the disk quota is used up', remedy: 'make room, or name another place' },
  EMFILE: { words: 'too many files are open', remedy: 'raise the limit (ulimit -n)' },
  EBADF: { words: 'it is not open', remedy: 'try again' },
  EFBIG: { words: 'the file would be larger than is allowed', remedy: 'name another place' },
  EBUSY: { words: 'something else uses it', remedy: 'try again' },
  ENOTEMPTY: { words: 'it is not empty', remedy: 'name another' },
  EIO: { words: 'the device failed', remedy: 'try another place' },
  ENOTFOUND: { words: 'its name does not resolve', remedy: `is it spelled right? Else ${network}` },
  EAI_AGAIN: { words: 'its name does not resolve: the DNS server gave no answer', remedy: network },
  ECONNREFUSED: { words: 'it refused the connection', remedy: `is the address right? Else ${network}` },
  ECONNRESET: { words: 'the connection was closed before the answer was complete', remedy: network },
  EPIPE: { words: 'the connection was closed before the request was complete', remedy: network },
  ETIMEDOUT: { words: 'no connection came about in time', remedy: network },
  TimeoutError: { words: 'no connection or answer came about in time', remedy: network },
  EHOSTUNREACH: { words: 'there is no route to it', remedy: network },
  ENETUNREACH: { words: 'there is no route to its network', remedy: network },
  EADDRNOTAVAIL: { words: 'its address cannot be used from here', remedy: network },
};

/** Codes of OpenSSL for a chain that ends at no CA that is trusted here. */
const untrusted =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/;
const tlsCodes = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH)/;

/** Whether a TLS connection failed, most often for the certificate. */
export const isTlsCode = (code: string): boolean => tlsCodes.test(code);

/** Returns undefined for a code that is none of the system's. */
export function systemReason(code: string | undefined): SystemReason | undefined {
  if (code === undefined) return undefined;
  if (untrusted.test(code)) return { words: 'its certificate is signed by a CA that is not trusted here', remedy: certificates };
  if (isTlsCode(code)) return { words: 'no TLS connection came about', remedy: certificates };
  return Object.hasOwn(reasons, code) ? reasons[code] : undefined;
}

/** Of an error as Node.js throws it, without its code. */
export const systemWords = (error: unknown): string => systemReason(codeIn(error))?.words ?? systemRefused;

/** Returns undefined where it has none, or a number. */
export function codeIn(error: unknown): string | undefined {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
