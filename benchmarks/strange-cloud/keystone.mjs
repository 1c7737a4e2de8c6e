/** Requests to a managed deployment's Keystone, as its administrator. */
import { readFileSync } from 'node:fs';

/** Reads the file that `up` writes for OpenStack's clients. */
export function administrator(file) {
  const found = [...readFileSync(file, 'utf8').matchAll(/^export OS_(\w+)='(.*)'$/gm)];
  const {
    AUTH_URL: url,
    USERNAME: username,
    PASSWORD: password,
    PROJECT_NAME: project,
  } = Object.fromEntries(found.map(([, name, value]) => [name, value]));
  return { url, username, password, project };
}

/** Sets the public URL of each type of service in the catalog. */
export async function moveCatalog(admin, urls) {
  const token = await tokenOf(admin);
  const call = async (method, path, json) => {
    const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
    const answer = await fetch(admin.url + path, { method, headers, body: json && JSON.stringify(json) });
    if (!answer.ok) throw new Error(`${answer.status} to ${method} ${path}: ${await answer.text()}`);
    return answer.json();
  };
  const { services } = await call('GET', '/services');
  const { endpoints } = await call('GET', '/endpoints?interface=public');
  for (const { id, service_id: service } of endpoints) {
    const url = urls[services.find((each) => each.id === service)?.type];
    if (url) await call('PATCH', `/endpoints/${id}`, { endpoint: { url } });
  }
}

async function tokenOf({ url, username, password, project }) {
  const domain = { id: 'default' };
  const user = { name: username, password, domain };
  const identity = { methods: ['password'], password: { user } };
  const answer = await fetch(`${url}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope: { project: { name: project, domain } } } }),
  });
  if (answer.status !== 201) throw new Error(`${answer.status} from Keystone: ${await answer.text()}`);
  return answer.headers.get('x-subject-token');
}
