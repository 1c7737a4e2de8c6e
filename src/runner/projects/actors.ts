import { references } from '../../assertions/variables.ts';
import type { Actor, Scenario } from '../../model.ts';

/** Actors that have a token. */
export type User = Exclude<Actor, 'nobody'>;

/** The users that a scenario acts as or whose ids it mentions. Only these are created. */
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
