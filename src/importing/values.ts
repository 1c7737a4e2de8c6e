import type { Json, Service } from '../model.ts';
import type { DraftStep } from './draft.ts';
import { idsIn, isId } from './known-values.ts';
import { Names } from './names.ts';
import type { Recorded } from './recording.ts';
import { type Resource, singular } from './resources.ts';

type Sent = Recorded & {
  readonly service: string;
  readonly path: string;
  readonly endpoint?: { readonly path: string };
};

interface Made {
  readonly step: DraftStep;
  readonly resource: Resource;
  readonly collection: string;
  readonly isAnswered: boolean;
  claimed: boolean;
}

/** Script variables that correspond to a built-in variable. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/^(os_)?(project|tenant)(_id|_uuid)?$/i, 'project'],
  [/^(os_)?user_id$/i, 'user'],
];
const VARIABLE = /(?<!\$)\$\{([A-Za-z_][\w-]*)\}/g;

/** Replaces a recording's values by variables, request by request. */
export class Values {
  /** Constants of the scenario, by name. */
  readonly constants = new Map<string, string>();
  readonly unresolved: { readonly name: string; readonly at: number }[] = [];
  /** Offset of the current request. */
  at = 0;
  readonly #names: Names;
  readonly #builtIn: ReadonlySet<string>;
  readonly #service: Service;
  /** Replacements, by literal value or name of a script's variable. */
  readonly #known = new Map<string, string>();
  /** The first answer that showed an id. */
  readonly #shown = new Map<
    string,
    { readonly step: DraftStep; readonly path: string; readonly kind: string }
  >();
  readonly #made: Made[] = [];
  #uuids = 0;

  constructor(builtIn: readonly string[], service: Service) {
    this.#builtIn = new Set(builtIn);
    this.#names = new Names(builtIn);
    this.#service = service;
  }

  /** Registers an id that the client chose. */
  choose(id: string, { service }: Sent): void {
    if (service === 'glance' && isId(id) && this.#uuids < 9) this.#known.set(id, `\${uuid${++this.#uuids}}`);
  }

  path(sent: Sent, isSecret: (name: string) => boolean): string {
    const [path = '', ...query] = sent.path.split('?');
    const template = sent.endpoint?.path.split('/') ?? [];
    const segments = path.split('/');
    const filled = segments.map((segment, index) => {
      const isParameter = template[index]?.startsWith('{') ?? false;
      const kind = singular(segments[index - 1] ?? '');
      const collection = segments.slice(0, index).join('/');
      return isParameter || /\$\{/.test(segment) || isId(segment)
        ? this.#value(segment, kind, collection)
        : segment;
    });
    const parameters = query
      .join('?')
      .replace(/([^&=]+)=([^&]*)/g, (whole, name: string, value: string) =>
        isSecret(name) ? `${name}=\${unique}` : whole.replace(value, () => this.#inText(value, name)),
      );
    return filled.join('/') + (query.length > 0 ? `?${parameters}` : '');
  }

  body(
    body: NonNullable<DraftStep['body']>,
    _sent: Sent,
    isSecret: (name: string) => boolean,
  ): NonNullable<DraftStep['body']> {
    if ('text' in body) return { text: this.#inText(body.text, 'value') };
    const walk = (value: Json, key: string): Json => {
      if (typeof value === 'string')
        return isSecret(key) ? '${unique}' : (this.#ofNova(key, value) ?? this.#inText(value, key));
      if (typeof value === 'number') return this.#ofNova(key, String(value)) ?? value;
      if (Array.isArray(value)) return value.map((each) => walk(each, key));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [
          name,
          walk(each, name === 'uuid' && key === 'networks' ? 'network_uuid' : name),
        ]),
      );
    };
    return { json: walk(body.json, '') };
  }

  fill(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, this.#inText(value, name)]),
    );
  }

  /** Registers the resource that a step created and the ids in its answer. */
  answered(step: DraftStep, sent: Sent, made: Resource | undefined): void {
    const collection = sent.path.replace(/\?.*/s, '');
    const kind = made?.kind ?? singular(collection.split('/').at(-1) ?? '');
    for (const [id, path] of idsIn(sent.answer))
      if (!this.#shown.has(id) && !this.#known.has(id))
        this.#shown.set(id, {
          step,
          path,
          kind: /\.id$/.test(path)
            ? kind
            : (/(\w+?)(_?id)?(\[|$)/i.exec(path.split('.').at(-1) ?? '')?.[1] ?? kind),
        });
    if (made && 'path' in made.id)
      this.#made.push({
        step,
        resource: made,
        collection,
        isAnswered: sent.answer !== undefined,
        claimed: false,
      });
    for (const stored of sent.stored ?? []) {
      const path = stored.path ?? (made && 'path' in made.id ? made.id.path : undefined);
      if (path === undefined) continue;
      const name = this.#captured(step, path, stored.name);
      this.#known.set(`\${${stored.name}}`, `\${${name}}`);
    }
  }

  /** The expression for the id of a resource that a step created. */
  idOf(made: Resource, step: DraftStep): string {
    if ('chosen' in made.id) return this.#inText(made.id.chosen, made.kind);
    return `\${${this.#captured(step, made.id.path, made.kind)}}`;
  }

  /** The variable that a step captures from a path. Adds a capture if there is none. */
  #captured(step: DraftStep, path: string, wanted: string): string {
    const known = [...step.capture].find(([, each]) => each === path)?.[0];
    if (known !== undefined) return known;
    const name = this.#names.give(wanted);
    step.capture.set(name, path);
    return name;
  }

  /** Replaces ids and variables within a text. */
  #inText(text: string, key: string): string {
    return text
      .replace(/\{\{([\w-]+)\}\}/g, (_, name: string) => `\${${name}}`)
      .replace(
        /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|(?<![\da-f])[\da-f]{32}(?![\da-f])/gi,
        (id) =>
          this.#known.get(id) ??
          this.#fromAnswer(id) ??
          this.#fromMade(id, undefined) ??
          this.#shared(key) ??
          id,
      )
      .replace(VARIABLE, (whole) => this.#value(whole, key, undefined));
  }

  /** Replaces ids in a body for Nova by the deployment's shared resources. */
  #ofNova(key: string, value: string): string | undefined {
    if (this.#service !== 'nova') return undefined;
    const known = this.#known.get(value) ?? this.#fromAnswer(value);
    return (
      known ?? (isId(value) || key === 'flavorRef' || /^\$\{/.test(value) ? this.#shared(key) : undefined)
    );
  }

  #shared(key: string): string | undefined {
    if (this.#service !== 'nova') return undefined;
    if (key === 'flavorRef') return '${flavor}';
    if (key === 'imageRef') return '${image}';
    return key === 'network_uuid' || key === 'net_id' ? '${network}' : undefined;
  }

  /** The expression for a path segment or a variable. */
  #value(literal: string, kind: string, collection: string | undefined): string {
    if (/^\$\{(uuid\d|unique|command_\d+)\}$/.test(literal))
      return literal.startsWith('${command') ? this.#constant(kind, undefined) : literal;
    const name = /^\$\{([\w-]+)\}$/.exec(literal)?.[1];
    if (name === undefined && literal.includes('${'))
      return literal.replace(VARIABLE, (whole) => this.#value(whole, kind, undefined));
    const known =
      this.#known.get(literal) ?? this.#fromAnswer(literal) ?? this.#fromMade(literal, collection);
    if (known !== undefined) return known;
    const same =
      name === undefined
        ? undefined
        : (SAME.find(([pattern]) => pattern.test(name))?.[1] ??
          (this.#builtIn.has(name.toLowerCase()) ? name.toLowerCase() : undefined));
    const shared =
      this.#service === 'nova' && (kind === 'flavor' || kind === 'image' || kind === 'network')
        ? kind
        : this.#shared(kind)?.slice(2, -1);
    const found = same ?? (name !== undefined || isId(literal) || /^\d+$/.test(literal) ? shared : undefined);
    if (found !== undefined) return this.#remember(literal, `\${${found}}`);
    return name !== undefined || isId(literal)
      ? this.#remember(literal, this.#constant(name ?? kind, name === undefined ? literal : undefined))
      : literal;
  }

  #remember(literal: string, variable: string): string {
    this.#known.set(literal, variable);
    return variable;
  }

  /** Adds a constant for a value that no earlier request provides. */
  #constant(wanted: string, literal: string | undefined): string {
    const name = this.#names.give(wanted);
    this.constants.set(name, literal ?? '00000000-0000-0000-0000-000000000000');
    this.unresolved.push({ name, at: this.at });
    return `\${${name}}`;
  }

  #fromAnswer(literal: string): string | undefined {
    const shown = this.#shown.get(literal);
    if (!shown) return undefined;
    return this.#remember(literal, `\${${this.#captured(shown.step, shown.path, shown.kind)}}`);
  }

  /** The last resource created there, if its answer is unknown. */
  #fromMade(literal: string, collection: string | undefined): string | undefined {
    const name = /^\$\{([\w-]+)\}$/.exec(literal)?.[1];
    const fits = this.#made.filter(
      (made) => !made.claimed && (!made.isAnswered || name !== undefined || /^\d+$/.test(literal)),
    );
    const found =
      collection === undefined
        ? fits.findLast(({ resource }) => name?.toLowerCase().includes(resource.kind))
        : fits.findLast(
            (made) =>
              made.collection === collection &&
              (name !== undefined || isId(literal) || /^\d+$/.test(literal)),
          );
    if (!found || !('path' in found.resource.id)) return undefined;
    found.claimed = true;
    const variable = this.#captured(found.step, found.resource.id.path, name ?? found.resource.kind);
    return this.#remember(literal, `\${${variable}}`);
  }
}
