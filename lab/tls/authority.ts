/** A certificate authority of the lab's own, created when it starts: it signs the certificates of the Kubernetes APIs, and ends with the lab. */

// The decorators of @peculiar/x509's own dependencies need it first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Tls } from '../serve.ts';

export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** A key and a certificate for 127.0.0.1, `localhost`, and the names given. */
  readonly issue: (names?: readonly string[]) => Promise<Tls>;
}

const day = 86_400_000;
const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** @param now the time from which it is valid, minus an hour, for clocks that differ */
export async function createAuthority(name: string, now: Date): Promise<Authority> {
  const keys = await createKeys();
  const validity = { notBefore: new Date(now.getTime() - day / 24), notAfter: new Date(now.getTime() + 30 * day) };
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      ...validity,
      keys,
      signingAlgorithm,
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    webcrypto,
  );
  const issue = async (names: readonly string[] = []): Promise<Tls> => {
    const server = await createKeys();
    const issued = await X509CertificateGenerator.create(
      {
        subject: 'CN=kube-apiserver',
        issuer: certificate.subject,
        ...validity,
        publicKey: server.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm,
        extensions: serverExtensions(['localhost', ...names]),
      },
      webcrypto,
    );
    return { cert: issued.toString('pem'), key: await privateKeyPem(server.privateKey) };
  };
  return { certificate: certificate.toString('pem'), issue };
}

const createKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);

const privateKeyPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), PemConverter.PrivateKeyTag);

const serverExtensions = (names: readonly string[]) => [
  new BasicConstraintsExtension(false, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
  new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
  new SubjectAlternativeNameExtension([...names.map((value) => ({ type: 'dns' as const, value })), { type: 'ip', value: '127.0.0.1' }]),
];
