/** A certificate for 127.0.0.1, and the authority that vouches for it. */

import { createAuthority } from '../../lab/tls/authority.ts';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

let made = 0;

export async function makeCertificate(): Promise<Certificate> {
  const authority = await createAuthority(`kubernetes ${++made}`, new Date());
  const { key, cert } = await authority.issue();
  return { key: String(key), cert: String(cert), ca: authority.certificate };
}
