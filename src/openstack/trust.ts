import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { HarnessError, messageOf } from '../errors.ts';
import type { Deployment } from '../model.ts';

export type Trusting = Partial<Pick<Deployment, 'caFile' | 'certFile' | 'keyFile'>>;

/** Files in which systems store trusted certificate authorities. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * Trusts Node's own authorities, the system's, those of NODE_EXTRA_CA_CERTS and of the deployment. Adds a client
 * certificate if configured. The deployment's files are read immediately, the others when first needed.
 * @throws HarnessError TLS_FAILED for a file that cannot be read or parsed
 */
export function trust({ caFile, certFile, keyFile }: Trusting): () => SecureContext {
  const own = caFile === undefined ? [] : certificates(caFile);
  const cert = certFile === undefined ? undefined : read(certFile, 'The client certificate');
  // One file may contain both.
  const key =
    certFile === undefined ? undefined : read(keyFile ?? certFile, 'The key of the client certificate');
  let made: SecureContext | undefined;
  return () => {
    try {
      made ??= createSecureContext({
        ca: [...rootCertificates, ...systemCertificates(), ...own],
        ...(cert === undefined || key === undefined ? {} : { cert, key }),
      });
      return made;
    } catch (error) {
      throw new HarnessError('TLS_FAILED', `${certFile} and its key do not match: ${messageOf(error)}`, {
        fix: 'Name a certificate and its key, both as PEM.',
        cause: error,
      });
    }
  };
}

/** Ignores a missing file from the environment, as Node does. */
const systemCertificates = (): string[] =>
  [process.env.SSL_CERT_FILE ?? SYSTEM_FILES.find(existsSync), process.env.NODE_EXTRA_CA_CERTS]
    .filter((file) => file !== undefined && existsSync(file))
    .map((file) => readFileSync(file as string, 'utf8'));

function certificates(file: string): string[] {
  const found = read(file, 'The CA bundle').match(CERTIFICATE) ?? [];
  const broken = (reason: string) =>
    new HarnessError('TLS_FAILED', `The CA bundle ${file} ${reason}`, {
      fix: 'Name a file of certificates as PEM, with `cacert:` or OS_CACERT.',
    });
  if (found.length === 0) throw broken('holds no certificate');
  for (const [index, pem] of found.entries()) {
    try {
      new X509Certificate(pem);
    } catch (error) {
      throw broken(
        `is broken: certificate ${index + 1} of ${found.length} cannot be read: ${messageOf(error)}`,
      );
    }
  }
  return found;
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

function read(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HarnessError('TLS_FAILED', `${what} ${file} cannot be read: ${messageOf(error, file)}`, {
      fix: 'Fix its path in run-scenarios.yaml, clouds.yaml or OS_*.',
      cause: error,
    });
  }
}
