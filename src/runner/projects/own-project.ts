import { randomBytes } from 'node:crypto';
import { HarnessError } from '../../errors.ts';
import type { Actor } from '../../model.ts';
import type { ServiceUrls } from '../../openstack/catalog.ts';
import type { LearnSecret, RenewedToken } from '../../openstack/identity.ts';
import type { Keystone } from '../../openstack/keystone.ts';
import type { ProjectPool } from '../../openstack/project-pool.ts';
import type { User } from './actors.ts';

/** The role of each actor with a token. */
const ROLES: Readonly<Record<User, string>> = {
  member: 'member',
  admin: 'admin',
  reader: 'reader',
  other: 'member',
};

/** A scenario's own project and users on one deployment. */
export interface Project {
  readonly id: string;
  /** Empty if the scenario does not need it. */
  readonly otherId: string;
  readonly userIds: Partial<Readonly<Record<Actor, string>>>;
  readonly urls: ServiceUrls;
  /** Current tokens. */
  readonly tokens: Partial<Readonly<Record<Actor, string>>>;
  /** Returns an actor's token, renewed before it expires; undefined for an actor without one. */
  token(actor: Actor): Promise<string | undefined>;
  /** Removes users and projects. Resolves with what could not be removed. */
  remove(): Promise<readonly string[]>;
}

/**
 * Provides a project that no scenario has used, and a user with a token for each actor. Takes one from the pool if
 * possible.
 * @param name the project's name, and the prefix of its users' names
 * @param learn receives passwords and tokens before a request sends them
 */
export async function ownProject(
  { keystone, pool }: { readonly keystone: Keystone; readonly pool?: ProjectPool | undefined },
  name: string,
  actors: ReadonlySet<User>,
  learn: LearnSecret,
): Promise<Project> {
  const ready = pool?.take();
  if (!ready) return createProject(keystone, name, actors, learn);
  const { project, other, users } = ready;
  const tokens: Project['tokens'] = only(ready.tokens, actors);
  for (const token of Object.values(tokens)) learn(token);
  return {
    id: project,
    otherId: actors.has('other') ? other : '',
    userIds: only(users, actors),
    tokens,
    // Pooled tokens are valid longer than any run.
    token: async (actor) => tokens[actor],
    urls: keystone.urlsOf(project),
    // A pooled project is part of the initial state and used once per reset, so it needs no removal.
    remove: async () => [],
  };
}

const only = (all: Readonly<Record<User, string>>, actors: ReadonlySet<User>) =>
  Object.fromEntries([...actors].map((actor) => [actor, all[actor]]));

async function createProject(
  keystone: Keystone,
  name: string,
  actors: ReadonlySet<User>,
  learn: LearnSecret,
): Promise<Project> {
  const made = { users: [] as string[], projects: [] as string[] };
  const create = async (kind: 'project' | 'user', fields: Record<string, string>): Promise<string> => {
    const answer = await keystone.call('POST', `/${kind}s`, {
      [kind]: { ...fields, domain_id: keystone.domainId },
    });
    const { id } =
      (answer as unknown as Record<string, { readonly id?: string } | undefined> | null)?.[kind] ?? {};
    if (!id) throw new HarnessError('SERVICE_FAILED', `Keystone made a ${kind}, but returned no id`);
    made[`${kind}s`].push(`/${kind}s/${id}`);
    return id;
  };
  const remove = async (): Promise<string[]> => {
    const failed: string[] = [];
    for (const paths of [made.users, made.projects])
      await Promise.all(
        paths.map((path) => keystone.call('DELETE', path).catch(() => void failed.push(path))),
      );
    return failed;
  };

  const tokens: Partial<Record<Actor, string>> = {};
  const renewed: Partial<Record<Actor, RenewedToken>> = {};
  const token = async (actor: Actor): Promise<string | undefined> => {
    const value = await renewed[actor]?.value();
    if (value !== undefined) tokens[actor] = value;
    return value;
  };
  const userIds: Partial<Record<Actor, string>> = {};
  const addActor = async (actor: User, projectId: string): Promise<void> => {
    const password = randomBytes(18).toString('base64url');
    learn(password);
    const [userId, roleId] = await Promise.all([
      create('user', { name: `${name}-${actor}`, password }),
      keystone.roleId(ROLES[actor]),
    ]);
    userIds[actor] = userId;
    await keystone.call('PUT', `/projects/${projectId}/users/${userId}/roles/${roleId}`);
    renewed[actor] = await keystone.tokenOf(userId, password, projectId, learn);
    await token(actor);
  };

  try {
    const [id, otherId] = await Promise.all([
      create('project', { name }),
      actors.has('other') ? create('project', { name: `${name}-other` }) : '',
    ]);
    await Promise.all([...actors].map((actor) => addActor(actor, actor === 'other' ? otherId : id)));
    return { id, otherId, userIds, urls: keystone.urlsOf(id), tokens, token, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
