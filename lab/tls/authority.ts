/** A certificate authority of the lab's own, made at its start: it signs what the Kubernetes APIs show, and nothing outlives the lab. */

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Tls } from '../serve.ts';
import { bits, flag, identifier, inPlace, integer, octets, sequence, set, tagged, text, time } from './der.ts';

export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** A key and a certificate for 127.0.0.1, `localhost`, and the names given. */
  readonly issue: (names?: readonly string[]) => Tls;
}

const day = 86_400_000;
const ecdsaWithSha256 = sequence(identifier('1.2.840.10045.4.3.2'));

/** @param now when it becomes valid, an hour earlier, for clocks that differ */
export function createAuthority(name: string, now: Date): Authority {
  const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const common = { issuer: name, key: issuer.privateKey, now };
  const certificate = pem(signed({ ...common, subject: name, publicKey: issuer.publicKey, extensions: authorityExtensions }));
  return {
    certificate,
    issue: (names = []) => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const cert = pem(signed({ ...common, subject: 'kube-apiserver', publicKey, extensions: serverExtensions(['localhost', ...names]) }));
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

interface Request {
  readonly issuer: string;
  readonly subject: string;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
  readonly now: Date;
  readonly extensions: Buffer;
}

/** RFC 5280 section 4.1. */
function signed({ issuer, subject, key, publicKey, now, extensions }: Request): Buffer {
  const validity = sequence(time(new Date(now.getTime() - day / 24)), time(new Date(now.getTime() + 30 * day)));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const version = tagged(0, integer(Buffer.from([2])));
  const serial = integer(Buffer.concat([Buffer.from([1]), randomBytes(15)]));
  const body = sequence(version, serial, ecdsaWithSha256, named(issuer), validity, named(subject), spki, tagged(3, extensions));
  return sequence(body, ecdsaWithSha256, bits(sign('sha256', body, key)));
}

const named = (name: string) => sequence(set(sequence(identifier('2.5.4.3'), text(name))));
const critical = (id: string, content: Buffer) => sequence(identifier(id), flag(true), octets(content));
const usual = (id: string, content: Buffer) => sequence(identifier(id), octets(content));

/** Basic constraints; key usage: certificates and revocation lists are signed, or (for servers) handshakes. */
const authorityExtensions = sequence(
  critical('2.5.29.19', sequence(flag(true))),
  critical('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1)),
);
const serverExtensions = (names: readonly string[]) =>
  sequence(
    critical('2.5.29.19', sequence()),
    critical('2.5.29.15', bits(Buffer.from([0b1000_0000]), 7)),
    usual('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.1'))),
    usual('2.5.29.17', sequence(...names.map((name) => inPlace(2, Buffer.from(name))), inPlace(7, Buffer.from([127, 0, 0, 1])))),
  );

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
