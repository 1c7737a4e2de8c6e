import { memberPath } from '../../../src/assertions/compare/path.ts';
import type { Side } from '../../../src/model.ts';
import { type IdForm, type Ids, MENTIONS, type Node, TIMES } from './story.ts';

/** How one side's answer is written. */
export interface Rendering {
  readonly side: Side;
  readonly ids: Ids;
  /** Seconds by which the side's own times are later. */
  readonly shift: number;
  /** Another order of members and of elements; undefined to keep both. */
  readonly seed: number | undefined;
  /** Whether elements of lists keep their order. */
  readonly isOrdered: boolean;
  /** Number of the leaf that is wrong; -1 for none. */
  readonly wrong: number;
}

/** JSON, the paths of its leaves in the order of the template, and what a client must have sent. */
export interface Rendered {
  readonly json: string;
  readonly leaves: readonly string[];
  readonly chosen: readonly string[];
}

const DECADE = 315_360_000_000;

export function rendered(node: Node, how: Rendering, from = 0): Rendered {
  const leaves: string[] = [];
  const chosen: string[] = [];
  const { side, ids } = how;
  let state = how.seed ?? 0;
  const shuffled = <T>(all: readonly T[]): T[] => {
    const list = [...all];
    for (let index = list.length - 1; index > 0 && how.seed !== undefined; index--) {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      const other = (state >> 8) % (index + 1);
      [list[index], list[other]] = [list[other] as T, list[index] as T];
    }
    return list;
  };
  const isWrong = (path: string): boolean => leaves.push(path) - 1 + from === how.wrong;
  const idOf = (form: IdForm, token: number): string => ids[side][form][token] as string;

  const write = (one: Node, path: string): string => {
    if ('plain' in one) return isWrong(path) ? one.wrong : one.plain;
    if ('second' in one) {
      const text = TIMES[isWrong(path) ? one.otherFormat : one.format] as (ms: number) => string;
      const time = text(one.second * 1000 + (one.isChosen ? DECADE : how.shift * 1000));
      if (one.isChosen) chosen.push(JSON.stringify(time));
      return JSON.stringify(time);
    }
    if ('token' in one) return writeId(one, path);
    if ('list' in one) {
      const all = one.list.map((each, index) => write(each, memberPath(path, index)));
      return `[${(how.isOrdered ? all : shuffled(all)).join(',')}]`;
    }
    const named =
      'members' in one
        ? one.members.map(([name, each]) => [name, each] as const)
        : one.byId.map(([token, each]) => [idOf(one.form, token), each] as const);
    const all = named.map(([name, each]) => `${JSON.stringify(name)}:${write(each, memberPath(path, name))}`);
    return `{${shuffled(all).join(',')}}`;
  };
  const writeId = (one: Extract<Node, { token: number }>, path: string): string => {
    const { form, token, mention, isChosen } = one;
    const right = isChosen ? (ids.chosen[form][token] as string) : idOf(form, token);
    const name = { number: 'flavor_id', hex: 'owner_id', secret: 'adminPass' }[form as string];
    const at = name === undefined ? path : memberPath(path, name);
    const shown = isWrong(at) ? (ids.wrong[form][token] as string) : right;
    const quoted = (id: string) => JSON.stringify((MENTIONS[mention] as (id: string) => string)(id));
    if (isChosen) chosen.push(form === 'number' ? `{"flavor_id":${right}}` : JSON.stringify(right));
    if (form === 'number') {
      const more =
        mention === 0 ? '' : `,"message":"Flavor ${right} is in use","as_text":{"flavor_id":"${right}"}`;
      return `{"flavor_id":${shown}${more}}`;
    }
    if (form === 'hex') return `{"owner_id":${mention < 3 ? quoted(shown) : JSON.stringify(shown)}}`;
    return form === 'secret' ? `{"adminPass":${JSON.stringify(shown)}}` : quoted(shown);
  };
  return { json: write(node, '$'), leaves, chosen };
}
