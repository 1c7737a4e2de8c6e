import type { Exchange, Json, RunFile } from '../../../src/model.ts';

const ID = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*/g;

const idsIn = (value: unknown): readonly string[] => JSON.stringify(value ?? '').match(ID) ?? [];

/**
 * Steps where the comparison has to guess. An earlier list contained several elements that differ only in new ids and
 * times, and the step mentions only some of those ids. Then it is chance which element corresponds to which element
 * of the other deployment.
 */
export const guesses = ({ scenarios }: Pick<RunFile, 'scenarios'>): readonly string[] =>
  scenarios.flatMap(({ id, steps }) => {
    const met = new Set<string>();
    const alike: { readonly ids: ReadonlySet<string>; readonly step: string }[] = [];
    return steps.flatMap(({ name, exchanges: { baseline } }) => {
      if (!baseline) return [];
      const { body } = baseline.response;
      const mentioned = new Set(idsIn(textOf(baseline)));
      const guessed = alike.filter(({ ids }) => {
        const some = [...ids].filter((each) => mentioned.has(each)).length;
        return some > 0 && some < ids.size;
      });
      for (const each of idsIn(baseline.url)) met.add(each);
      for (const each of idsIn(baseline.requestBody)) met.add(each);
      if (body.kind === 'json')
        for (const group of groupsIn(body.value, met)) alike.push({ ids: group, step: name });
      for (const each of mentioned) met.add(each);
      return guessed.map(({ step }) => `${id}: "${name}" concerns only some of what "${step}" lists alike`);
    });
  });

const textOf = ({ url, requestBody, response }: Exchange): Json =>
  JSON.parse(JSON.stringify([url, requestBody ?? null, response]));

/** Groups of new ids. A group is from elements of one list, at any depth, that differ only in new ids and times. */
function groupsIn(value: Json, met: ReadonlySet<string>): readonly ReadonlySet<string>[] {
  if (value === null || typeof value !== 'object') return [];
  const below = Object.values(value).flatMap((each) => groupsIn(each, met));
  if (!Array.isArray(value)) return below;
  const groups = new Map<string, (readonly string[])[]>();
  for (const element of value as readonly Json[]) {
    const fresh = idsIn(element).filter((each) => !met.has(each));
    if (fresh.length === 0) continue;
    const text = JSON.stringify(element)
      .replace(ID, (each) => (met.has(each) ? each : 'new'))
      .replace(TIME, 'then');
    groups.set(text, [...(groups.get(text) ?? []), fresh]);
  }
  const several = [...groups.values()].filter((elements) => elements.length > 1);
  return [...several.map(inOneOnly), ...below];
}

/** Ids that only one element has. An id that several share, such as their owner's, does not distinguish them. */
const inOneOnly = (elements: readonly (readonly string[])[]): ReadonlySet<string> =>
  new Set(elements.flat().filter((id) => elements.filter((each) => each.includes(id)).length === 1));
