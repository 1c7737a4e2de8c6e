import type { Json, PerSide } from '../../../model.ts';
import type { ReplaceOwn } from './own-strings.ts';

/** Placeholders of names by the member in whose texts they are left as they are; '' for keys of objects. */
export type LiteralNames = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Finds names of one deployment that an answer also uses as ordinary words, such as a zone `nova` in `/nova?token=`. In
 * such a member, one side's answer has the name more often than the other's has its counterpart, and the other side's
 * answer has the same word, which is no name of its deployment.
 */
export function ambiguousNames(answers: PerSide<Json>, replacers: PerSide<ReplaceOwn>): LiteralNames {
  const { baseline, target } = answers;
  const own = { baseline: counted(baseline, replacers.baseline), target: counted(target, replacers.target) };
  const others = {
    baseline: counted(baseline, replacers.target, replacers.baseline),
    target: counted(target, replacers.baseline, replacers.target),
  };
  const found = new Map<string, Set<string>>();
  for (const key of new Set([...own.baseline.keys(), ...own.target.keys()])) {
    if (own.baseline.get(key) === own.target.get(key)) continue;
    if (!others.baseline.has(key) && !others.target.has(key)) continue;
    const [member, name] = JSON.parse(key) as [string, string];
    found.set(member, (found.get(member) ?? new Set()).add(name));
  }
  return found;
}

/**
 * How often each name is in the texts of each member, by `[member, placeholder]` as JSON.
 * @param except replaces what is not counted
 */
function counted(answer: Json, replace: ReplaceOwn, except?: ReplaceOwn): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const read = (member: string, text: string): void => {
    for (const name of replace.namesIn(except?.(text) ?? text)) {
      const key = JSON.stringify([member, name]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  };
  const pending: (readonly [member: string, value: Json])[] = [['', answer]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [member, value] = next;
    if (typeof value === 'string') read(member, value);
    else if (Array.isArray(value)) for (const each of value) pending.push([member, each]);
    else if (value !== null && typeof value === 'object')
      for (const [key, each] of Object.entries(value)) {
        read('', key);
        pending.push([key, each]);
      }
  }
  return counts;
}
