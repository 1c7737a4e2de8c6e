/** An authority of our own, and a certificate of 127.0.0.1 that it signed. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const DAYS = ['-days', '2'];

/** @returns `authority`: path of the certificate to trust; `key` and `cert`: PEM texts of the server */
export function authorityIn(folder) {
  const file = (name) => join(folder, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'pipe' });
  const [key, cert] = [file('authority.key'), file('authority.pem')];
  openssl('req', '-x509', ...KEY, '-keyout', key, '-out', cert, ...DAYS, '-subj', '/CN=strange authority');
  openssl('req', ...KEY, '-keyout', file('server.key'), '-out', file('server.csr'), '-subj', '/CN=strange');
  writeFileSync(file('names'), 'subjectAltName=IP:127.0.0.1\n');
  const signing = ['-CA', cert, '-CAkey', key, '-CAcreateserial', '-extfile', file('names')];
  openssl('x509', '-req', '-in', file('server.csr'), ...signing, '-out', file('server.pem'), ...DAYS);
  const read = (name) => readFileSync(file(name), 'utf8');
  return { authority: cert, key: read('server.key'), cert: read('server.pem') };
}
