import { HarnessError, messageOf } from '../errors.ts';
import { failedProxy } from './connections/proxy.ts';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** Whether HTTP cannot express a request. False if it was sent without an answer. */
export const isUnsendable = (error: unknown): boolean =>
  /^UND_ERR_(INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH)$/.test(codeOf(error));

/** Returns a MACHINE_EXHAUSTED error if this machine, not the deployment, is at fault. */
export function machineError(error: unknown): HarnessError | undefined {
  if (!/^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL)$/.test(codeOf(error))) return undefined;
  return new HarnessError(
    'MACHINE_EXHAUSTED',
    `This machine cannot open another connection: ${messageOf(error)}`,
    { fix: 'Raise its limits (`ulimit -n 1024`), or use fewer --workers.', cause: error },
  );
}

/** Why a connection to a deployment failed. @param deployment its name and address */
export function connectionError(error: unknown, deployment: string): HarnessError {
  if (error instanceof HarnessError) return error;
  const proxy = failedProxy(error);
  const where = proxy === undefined ? deployment : `the proxy ${proxy} on the way to ${deployment}`;
  const code = codeOf(error);
  const tls = (message: string, fix: string) =>
    new HarnessError('TLS_FAILED', message, { fix, cause: error });
  if (code === 'CERT_HAS_EXPIRED')
    return tls(`The certificate of ${where} has expired`, 'Renew it, and check the clock of this machine.');
  if (code === 'CERT_NOT_YET_VALID')
    return tls(`The certificate of ${where} is not valid yet`, 'Check the clock of this machine.');
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO$/.test(code))
    return tls(
      `The server at ${where} does not speak TLS: ${messageOf(error)}`,
      'Check whether its URL should begin with http://.',
    );
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE/.test(code))
    return tls(
      `${where} refused our TLS handshake: ${messageOf(error)}`,
      'It may want a client certificate: name it with `cert:` and `key:`.',
    );
  if (/CERT|TLS|SSL|ALTNAME|SIGNATURE/.test(code))
    return tls(
      `The certificate of ${where} is not trusted: ${messageOf(error)}`,
      'Name its CA bundle with `cacert:` in run-scenarios.yaml (or OS_CACERT); the host name must match the certificate.',
    );
  const reason = code === 'ECONNREFUSED' ? 'nothing listens there (connection refused)' : messageOf(error);
  return new HarnessError('CONNECTION_FAILED', `Cannot reach ${where}: ${reason}`, {
    fix:
      proxy === undefined
        ? 'Check the URL and that the service runs; `run-scenarios doctor` checks managed deployments.'
        : 'Check HTTP_PROXY and HTTPS_PROXY; hosts in NO_PROXY need no proxy.',
    cause: error,
  });
}
