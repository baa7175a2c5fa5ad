/** A certificate authority and a server certificate for 127.0.0.1, made by openssl once a process. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Self-signed: it is its own CA. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'nlb-doctor-'));
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  const options = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=kubernetes',
  ];
  execFileSync('openssl', [...options, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}
