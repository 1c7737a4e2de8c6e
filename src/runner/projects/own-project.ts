import { randomBytes } from 'node:crypto';
import type { Actor } from '../../model.ts';
import type { ServiceUrls } from '../../openstack/catalog.ts';
import type { LearnSecret, RenewedToken } from '../../openstack/identity.ts';
import type { Keystone } from '../../openstack/keystone.ts';
import type { ProjectPool } from '../../openstack/project-pool.ts';
import type { User } from './actors.ts';
import { withinDeadline } from './deadline.ts';

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
  token(actor: Actor, signal?: AbortSignal): Promise<string | undefined>;
  /** Removes users and projects. Resolves with what could not be removed until the signal is aborted. */
  remove(signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * Provides a project that no scenario has used, and a user with a token for each actor. Takes one from the pool if
 * possible.
 * @param name the project's name, and the prefix of its users' names
 * @param learn receives passwords and tokens before a request sends them
 * @param run the run's signal
 */
export async function ownProject(
  { keystone, pool }: { readonly keystone: Keystone; readonly pool?: ProjectPool | undefined },
  name: string,
  actors: ReadonlySet<User>,
  learn: LearnSecret,
  run: AbortSignal,
): Promise<Project> {
  const ready = pool?.take();
  if (!ready) return createProject(keystone, name, actors, learn, run);
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
  run: AbortSignal,
): Promise<Project> {
  const made = { users: [] as string[], projects: [] as string[] };
  const making: Promise<void>[] = [];
  const create = (kind: 'project' | 'user', fields: Record<string, string>): Promise<string> => {
    // An interruption does not cut the request off, because what it creates would be left behind.
    const id = withinDeadline(run, (signal) => keystone.create(kind, fields, signal));
    making.push(id.then((known) => void made[`${kind}s`].push(`/${kind}s/${known}`)));
    return id;
  };
  const remove = async (signal: AbortSignal): Promise<string[]> => {
    const failed: string[] = [];
    for (const paths of [made.users, made.projects])
      await Promise.all(
        paths.map((path) =>
          keystone.call('DELETE', path, undefined, signal).catch(() => void failed.push(path)),
        ),
      );
    return failed;
  };

  const tokens: Partial<Record<Actor, string>> = {};
  const renewed: Partial<Record<Actor, RenewedToken>> = {};
  const token: Project['token'] = async (actor, signal) => {
    const value = await renewed[actor]?.value(signal);
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
    await Promise.allSettled(making);
    await withinDeadline(run, remove);
    throw error;
  }
}
