import schema from '../../../schemas/named-lists.schema.json' with { type: 'json' };
import { Contracts } from '../../contracts/contracts.ts';
import type { Connection } from '../run/connection.ts';
import { readList } from './read-list.ts';

/** Lists of Glance with the members that name something. `npm run schemas` makes their schema. */
export interface NamedLists {
  readonly namespaces: readonly { readonly namespace: string }[];
  readonly tags: readonly unknown[];
  readonly images: readonly { readonly id: string; readonly name?: string | null }[];
}

const LISTS = new Contracts<NamedLists>(schema, 'NamedLists');
const SOME = 20;

/**
 * Whether a deployment's database distinguishes texts that differ only in case, as SQLite and PostgreSQL do. MySQL and
 * MariaDB mostly do not; with OpenStack's tables, they do not distinguish trailing spaces and parts of a second either.
 * Only reads: asks for a metadata namespace or an image by its name in the other case. Undefined if there is neither, or
 * no Glance.
 * @throws HarnessError SERVICE_FAILED
 */
export async function distinguishesCase(connection: Connection): Promise<boolean | undefined> {
  const { glance } = connection.keystone.urls;
  if (glance === undefined) return undefined;
  const list = async <Kind extends keyof NamedLists>(kind: Kind, path: string) =>
    (await readList(connection, `${glance}/v2/${path}`, kind, LISTS.validator(kind)))?.items;
  const namespaces = (await list('namespaces', `metadefs/namespaces?limit=${SOME}`)) ?? [];
  const names = new Set(namespaces.map(({ namespace }) => namespace));
  for (const name of names) {
    const other = inOtherCase(name);
    if (other === name || names.has(other)) continue;
    return (await list('tags', `metadefs/namespaces/${encodeURIComponent(other)}/tags`)) === undefined;
  }
  for (const { id, name } of (await list('images', `images?limit=${SOME}`)) ?? []) {
    const other = inOtherCase(name ?? '');
    if (other === (name ?? '')) continue;
    const found = (await list('images', `images?name=${encodeURIComponent(other)}`)) ?? [];
    return found.every((each) => each.id !== id);
  }
  return undefined;
}

const inOtherCase = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
