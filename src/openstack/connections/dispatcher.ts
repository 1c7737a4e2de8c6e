import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { Deployment } from '../../model.ts';
import { type Trusting, trust } from '../trust.ts';
import { isProxied, proxyAgent } from './proxy.ts';

/** Maximum bytes of an answer's headers. */
const MOST_HEADERS = 256 * 1024;

type Connector = ReturnType<typeof buildConnector>;

/** How to connect. A managed deployment is on this machine, so it needs no proxy. */
export interface Way extends Trusting, Partial<Pick<Deployment, 'managed'>> {}

/**
 * Sends requests with verified TLS, and through HTTP_PROXY and HTTPS_PROXY unless NO_PROXY applies.
 * @param kept whether connections are reused
 * @throws HarnessError TLS_FAILED if certificates cannot be read, CONFIG_INVALID for a proxy without a usable URL
 */
export function dispatcherTo(way: Way, kept: boolean): Dispatcher {
  const secureContext = trust(way);
  const options: Agent.Options = {
    connections: kept ? 32 : null,
    pipelining: kept ? 1 : 0,
    // The client limits the whole answer instead.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MOST_HEADERS,
    connect: connector(secureContext),
  };
  if (way.managed || !isProxied()) return new Agent(options);
  return proxyAgent({ ...options, requestTls: { secureContext: secureContext() } });
}

/** Reads certificates only for the first TLS connection, because most local deployments never need them. */
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
    // The certificate is of the URL's host, whatever the request's Host header says.
    return secured({ ...options, servername: undefined }, callback);
  };
}
