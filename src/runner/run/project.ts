import { randomBytes } from 'node:crypto';
import { HarnessError } from '../../errors.ts';
import type { Actor } from '../../model.ts';
import type { Keystone, ServiceUrls } from '../../openstack/keystone.ts';

/** Roles of the actors that have a token. */
const ROLES: Readonly<Record<Exclude<Actor, 'nobody'>, string>> = {
  member: 'member',
  admin: 'admin',
  reader: 'reader',
  other: 'member',
};

/** A scenario's own project and users on one deployment. */
export interface Project {
  readonly id: string;
  readonly otherId: string;
  readonly userIds: Partial<Readonly<Record<Actor, string>>>;
  readonly urls: ServiceUrls;
  readonly tokens: Partial<Readonly<Record<Actor, string>>>;
  /** Removes users and projects; resolves with what could not be removed. */
  remove(): Promise<readonly string[]>;
}

interface Named {
  readonly id: string;
}

/** Fresh projects, and a user with a token for each actor; `member` is always among them. */
export async function createProject(
  keystone: Keystone,
  name: string,
  actors: ReadonlySet<Actor>,
): Promise<Project> {
  const made: string[] = [];
  const create = async (kind: 'project' | 'user', fields: Record<string, string>): Promise<string> => {
    const answer = await keystone.call('POST', `/${kind}s`, {
      [kind]: { ...fields, domain_id: keystone.domainId },
    });
    const { id } = (answer as unknown as Record<string, Named>)[kind] as Named;
    made.push(`/${kind}s/${id}`);
    return id;
  };
  const remove = async (): Promise<string[]> => {
    const failed: string[] = [];
    for (const path of made.reverse()) {
      await keystone.call('DELETE', path).catch(() => failed.push(path));
    }
    return failed;
  };

  const tokens: Partial<Record<Actor, string>> = {};
  const userIds: Partial<Record<Actor, string>> = {};
  const addActor = async (actor: Exclude<Actor, 'nobody'>, projectId: string): Promise<void> => {
    const password = randomBytes(18).toString('base64url');
    const [userId, roleId] = await Promise.all([
      create('user', { name: `${name}-${actor}`, password }),
      roleNamed(keystone, ROLES[actor]),
    ]);
    userIds[actor] = userId;
    await keystone.call('PUT', `/projects/${projectId}/users/${userId}/roles/${roleId}`);
    tokens[actor] = await keystone.tokenOf(userId, password, projectId);
  };

  try {
    const wantsOther = actors.has('other');
    const [id, otherId] = await Promise.all([
      create('project', { name }),
      wantsOther ? create('project', { name: `${name}-other` }) : '',
    ]);
    const own = (['member', 'admin', 'reader'] as const).filter(
      (actor) => actor === 'member' || actors.has(actor),
    );
    await Promise.all([
      ...own.map((actor) => addActor(actor, id)),
      ...(wantsOther ? [addActor('other', otherId)] : []),
    ]);
    return {
      id,
      otherId,
      userIds,
      urls: keystone.urls,
      tokens,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

const roles = new WeakMap<Keystone, Map<string, Promise<string>>>();

/** Id of a role, asked once per deployment. */
function roleNamed(keystone: Keystone, name: string): Promise<string> {
  const known = roles.get(keystone) ?? new Map<string, Promise<string>>();
  roles.set(keystone, known);
  const id =
    known.get(name) ??
    keystone.call('GET', `/roles?name=${name}`).then((answer) => {
      const [role] = (answer as unknown as { roles: readonly Named[] }).roles;
      if (role) return role.id;
      throw new HarnessError('AUTH_REFUSED', `Keystone has no role "${name}"`, {
        fix: `Create it: openstack role create ${name}`,
      });
    });
  known.set(name, id);
  return id;
}
