import type { ValidateFunction } from 'ajv';
import { mistakeOf } from '../../contracts/contracts.ts';
import { HarnessError } from '../../errors.ts';
import { sendPatiently } from '../../openstack/patience.ts';
import type { Connection } from '../run/connection.ts';

export interface ReadList<Items> {
  readonly items: Items;
  /** The members beside the list, such as links to the next page. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Lists something as administrator. Undefined if the service refuses it or does not know it.
 * @param kind the member of the answer that is the list
 * @throws HarnessError SERVICE_FAILED
 */
export async function readList<Items>(
  { deployment, http, keystone }: Pick<Connection, 'deployment' | 'http' | 'keystone'>,
  url: string,
  kind: string,
  validate: ValidateFunction<Items>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ReadList<Items> | undefined> {
  const { response } = await sendPatiently(
    http,
    { method: 'GET', url, headers: { ...headers, 'x-auth-token': await keystone.token() } },
    { who: deployment.name, repeatable: true },
  );
  const { status } = response;
  if (status === 403 || status === 404) return undefined;
  const value = response.body.kind === 'json' ? response.body.value : undefined;
  const body = (value ?? {}) as Readonly<Record<string, unknown>>;
  const items = body[kind];
  if (status === 200 && validate(items)) return { items, body };
  const fault = status === 200 ? `a list that cannot be read: ${mistakeOf(validate.errors ?? [])}` : status;
  throw new HarnessError('SERVICE_FAILED', `${deployment.name} answers GET ${url} with ${fault}`, {
    fix: 'See the log of its service. Scenarios use what this list shows.',
  });
}
