/**
 * What this project uses of undici, for the bundle. Its index also loads fetch, WebSocket, caches and mocks, two thirds
 * of its code, and with them Node's own copy of undici.
 */
import api from '../node_modules/undici/lib/api/index.js';
import buildConnector from '../node_modules/undici/lib/core/connect.js';
import Agent from '../node_modules/undici/lib/dispatcher/agent.js';
import Dispatcher from '../node_modules/undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from '../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from '../node_modules/undici/lib/dispatcher/pool.js';

Object.assign(Dispatcher.prototype, api);

/** As undici's function for a URL, with a dispatcher. */
export const request = (url, { dispatcher, ...options }) => {
  const { origin, pathname, search } = new URL(url);
  return dispatcher.request({ method: 'GET', ...options, origin, path: pathname + search });
};

export { Agent, buildConnector, EnvHttpProxyAgent, Pool };
