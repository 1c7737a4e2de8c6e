import { type buildConnector, EnvHttpProxyAgent, Pool } from 'undici';
import { HarnessError } from '../../errors.ts';

type Connector = ReturnType<typeof buildConnector>;

/** Names the proxy in the error of a connection to it. */
interface ProxyFailure extends Error {
  proxy?: string;
}

/** The proxy that could not be reached; undefined if the error is about another connection. */
export const failedProxy = (error: unknown): string | undefined => (error as ProxyFailure | undefined)?.proxy;

/** Whether the environment names a proxy. */
export const isProxied = (): boolean => ['http', 'https'].some((scheme) => nameFor(scheme) !== undefined);

/**
 * Sends requests through HTTP_PROXY and HTTPS_PROXY unless NO_PROXY applies.
 * @throws HarnessError CONFIG_INVALID for a proxy without a usable URL
 */
export const proxyAgent = (options: EnvHttpProxyAgent.Options): EnvHttpProxyAgent =>
  new EnvHttpProxyAgent({
    ...options,
    httpProxy: proxyFor('http'),
    httpsProxy: proxyFor('https'),
    clientFactory: (origin, { connect }: { connect: Connector }) =>
      new Pool(origin, { connect: naming(connect, new URL(origin).origin) }),
  });

const nameFor = (scheme: string): string | undefined =>
  [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`].find((name) => process.env[name]);

/** The proxy for a scheme; empty without one. Like other clients, it accepts one without a scheme. */
function proxyFor(scheme: string): string {
  const name = nameFor(scheme);
  if (name === undefined) return '';
  const written = process.env[name] ?? '';
  const [, start = 'http://', address] = /^(https?:\/\/)?([^\s/]+)\/?$/i.exec(written) ?? [];
  const url = `${start}${address}`;
  if (address !== undefined && URL.canParse(url)) return url;
  // It may contain a password.
  throw new HarnessError('CONFIG_INVALID', `${name} is not the URL of an HTTP proxy`, {
    fix: 'Write it like http://proxy:3128, or unset it.',
  });
}

const naming =
  (connect: Connector, proxy: string): Connector =>
  (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) callback(Object.assign(error, { proxy }), null);
      else callback(null, socket as NonNullable<typeof socket>);
    });
