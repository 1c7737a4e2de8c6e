/** Creates resources that all scenarios of a deployment with Nova share. */
import { Agent, request } from 'undici';
import { HarnessError } from '../../errors.ts';
import type { SharedResources } from '../../model.ts';
import type { Hosts } from '../run-folder/managed-spec.ts';
import { authUrlOf, type Component, type Ports, urlOf } from './components.ts';

type Fields = Readonly<Record<string, unknown>>;

const DATA = 'An image without an operating system.\n';
const NAME = 'run-scenarios';

/** Small, although the fake hypervisors have 1000 processors and 600 TB each. */
const FLAVORS = {
  flavor: { name: `${NAME}-small`, ram: 64, vcpus: 1, disk: 1 },
  other_flavor: { name: `${NAME}-large`, ram: 128, vcpus: 2, disk: 2 },
} as const;

/**
 * Creates an image, two flavors and a network, and returns their ids and the hosts by variable name. Also creates an
 * external network with a router for floating addresses, and a subnet pool for automatic networks.
 * @param hosts names of the computes
 */
export async function seed(
  ports: Ports,
  password: string,
  hosts: Hosts,
  signal: AbortSignal,
): Promise<SharedResources> {
  const dispatcher = new Agent();
  try {
    const ids = await Administrator.seed(ports, password, dispatcher, signal);
    const [host, other_host] = hosts;
    return { ...ids, host, other_host };
  } finally {
    await dispatcher.close();
  }
}

class Administrator {
  readonly #ports: Ports;
  readonly #dispatcher: Agent;
  readonly #signal: AbortSignal;
  #token = '';

  private constructor(ports: Ports, dispatcher: Agent, signal: AbortSignal) {
    this.#ports = ports;
    this.#dispatcher = dispatcher;
    this.#signal = signal;
  }

  static async seed(
    ports: Ports,
    password: string,
    dispatcher: Agent,
    signal: AbortSignal,
  ): Promise<SharedResources> {
    const admin = new Administrator(ports, dispatcher, signal);
    await admin.#authenticate(password);
    const [image, network, flavor, other_flavor] = await Promise.all([
      admin.#image(),
      admin.#networks(),
      admin.#flavor(FLAVORS.flavor),
      admin.#flavor(FLAVORS.other_flavor),
    ]);
    return { image, network, flavor, other_flavor };
  }

  async #authenticate(password: string): Promise<void> {
    const domain = { id: 'default' };
    const user = { name: 'admin', domain, password };
    const scope = { project: { name: 'admin', domain } };
    const { headers } = await this.#send('POST', `${authUrlOf(this.#ports)}/auth/tokens`, {
      auth: { identity: { methods: ['password'], password: { user } }, scope },
    });
    this.#token = String(headers['x-subject-token']);
  }

  /** Hidden: listings show the image only on request, but everyone can use it. */
  async #image(): Promise<string> {
    const url = `${urlOf(this.#ports, 'glance')}/v2/images`;
    const { body } = await this.#send('POST', url, {
      name: NAME,
      disk_format: 'raw',
      container_format: 'bare',
      visibility: 'public',
      os_hidden: true,
    });
    const id = String((body as Fields).id);
    await this.#send('PUT', `${url}/${id}/file`, DATA);
    return id;
  }

  async #networks(): Promise<string> {
    const network = await this.#neutron('network', { name: NAME, shared: true });
    const outside = await this.#neutron('network', {
      name: `${NAME}-outside`,
      'router:external': true,
      is_default: true,
    });
    const subnet = { ip_version: 4, enable_dhcp: false };
    const inner = await this.#neutron('subnet', { ...subnet, network_id: network, cidr: '10.9.0.0/16' });
    await this.#neutron('subnet', { ...subnet, network_id: outside, cidr: '172.24.0.0/16' });
    const gateway = { external_gateway_info: { network_id: outside } };
    const router = await this.#neutron('router', { name: NAME, ...gateway });
    const attach = `${urlOf(this.#ports, 'neutron')}/v2.0/routers/${router}/add_router_interface`;
    await this.#send('PUT', attach, { subnet_id: inner });
    await this.#neutron('subnetpool', {
      name: NAME,
      prefixes: ['10.64.0.0/12'],
      default_prefixlen: 26,
      shared: true,
      is_default: true,
    });
    return network;
  }

  #neutron(kind: string, fields: Fields): Promise<string> {
    return this.#create('neutron', `/v2.0/${kind}s`, kind, fields);
  }

  #flavor(fields: Fields): Promise<string> {
    return this.#create('nova', '/flavors', 'flavor', fields);
  }

  async #create(component: Component, path: string, kind: string, fields: Fields): Promise<string> {
    const { body } = await this.#send('POST', urlOf(this.#ports, component) + path, { [kind]: fields });
    return String((body as Readonly<Record<string, Fields>>)[kind]?.id);
  }

  async #send(method: 'POST' | 'PUT', url: string, content: Fields | string) {
    const data = typeof content === 'string';
    const { statusCode, headers, body } = await request(url, {
      method,
      headers: {
        'content-type': data ? 'application/octet-stream' : 'application/json',
        ...(this.#token && { 'x-auth-token': this.#token }),
      },
      body: data ? content : JSON.stringify(content),
      dispatcher: this.#dispatcher,
      signal: this.#signal,
    });
    const text = await body.text();
    if (statusCode < 300) return { headers, body: text.startsWith('{') ? JSON.parse(text) : undefined };
    throw new HarnessError(
      'BOOT_FAILED',
      `The initial state is incomplete: ${statusCode} to ${method} ${url}: ${text}`,
      { fix: 'Run `run-scenarios doctor` to check the packages.' },
    );
  }
}
