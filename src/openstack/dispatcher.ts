import { Agent, buildConnector, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Deployment } from '../model.ts';
import { type Trusting, trust } from './trust.ts';

/** Bytes of an answer's headers. */
const MOST_HEADERS = 256 * 1024;

type Connector = ReturnType<typeof buildConnector>;

/** What connections are made from: a managed deployment is on this machine, so no proxy is between. */
export interface Way extends Trusting, Partial<Pick<Deployment, 'managed'>> {}

/**
 * Sends requests over TLS that is verified, and through HTTP_PROXY and HTTPS_PROXY but for NO_PROXY.
 * @param kept whether connections are used again
 * @throws HarnessError TLS_FAILED for certificates that cannot be read
 */
export function dispatcherTo(way: Way, kept: boolean): Dispatcher {
  const secureContext = trust(way);
  const options: Agent.Options = {
    connections: kept ? 32 : null,
    pipelining: kept ? 1 : 0,
    // An answer has a limit for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MOST_HEADERS,
    connect: connector(secureContext),
  };
  if (way.managed || !isProxied()) return new Agent(options);
  return new EnvHttpProxyAgent({ ...options, requestTls: { secureContext: secureContext() } });
}

/** Certificates are read when the first connection needs them: most deployments on this machine never do. */
function connector(secureContext: ReturnType<typeof trust>): Connector {
  const plain = buildConnector({});
  let secured: Connector | undefined;
  return (options, callback) => {
    if (options.protocol !== 'https:') return plain(options, callback);
    try {
      secured ??= buildConnector({ secureContext: secureContext() });
    } catch (error) {
      return callback(error as Error, null);
    }
    return secured(options, callback);
  };
}

const isProxied = (): boolean =>
  ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'].some((name) => process.env[name]);
