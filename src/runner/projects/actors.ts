import { references } from '../../assertions/variables.ts';
import type { Actor, Scenario } from '../../model.ts';

/** Those that can have a token. */
export type User = Exclude<Actor, 'nobody'>;

/** Users that a scenario acts as or names the ids of; only these are created. */
export function actorsOf({ steps, cleanup }: Pick<Scenario, 'steps' | 'cleanup'>): ReadonlySet<User> {
  const all = [...steps, ...cleanup];
  const named = all.flatMap((step) => references(step));
  const callers = all.map((step) => step.as).filter((actor) => actor !== 'nobody');
  return new Set<User>([
    ...callers,
    ...(named.includes('user') ? ['member' as const] : []),
    ...(named.some((name) => name.startsWith('other_')) ? ['other' as const] : []),
  ]);
}
