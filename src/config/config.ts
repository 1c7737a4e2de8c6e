import { homedir } from 'node:os';
import { relative } from 'node:path';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { HarnessError, HarnessErrors } from '../errors.ts';
import {
  type AnswerLimits,
  type Deployment,
  type Failure,
  type PerSide,
  releaseName,
  SERVICES,
  type Service,
} from '../model.ts';
import { answerLimits, type LimitMistake, sizeMistake, timeMistake } from '../yaml/answer-limits.ts';
import { Mistakes } from '../yaml/mistakes.ts';
import { suggest } from '../yaml/nearest.ts';
import { quoted } from '../yaml/quoted.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { schemaCheck } from '../yaml/schema-check.ts';
import type { DocPath, YamlFile } from '../yaml/yaml-file.ts';
import { cloudDeployment } from './clouds.ts';
import { environmentDeployment, isHttpUrl } from './environment.ts';

/** Paths of checkouts, by component or `rome`. */
type Sources = Readonly<
  Partial<Record<'keystone' | 'glance' | 'placement' | 'neutron' | 'cinder' | 'nova' | 'rome', string>>
>;

/** Paths of edited discovery copies. */
type Copies = Readonly<Partial<Record<Service, string>>>;

/** A deployment in the config: one to boot, or a remote one. */
export type Named =
  | {
      readonly kind: 'managed';
      readonly name: string;
      readonly backend: 'sql' | 'rome';
      readonly database?: 'sqlite' | 'mariadb';
      readonly redis?: 'single' | 'cluster';
      /** OpenStack release; `debian` for the distribution's packages. */
      readonly release?: string;
      /** Checkouts, by the component that runs from them. */
      readonly source?: Sources;
      readonly hosts?: readonly [string, string];
      readonly settings?: Readonly<Record<string, string>>;
      readonly services: readonly Service[];
      readonly profile?: Readonly<Record<string, string>>;
      readonly copy?: Copies;
    }
  | { readonly kind: 'remote'; readonly services: readonly Service[]; readonly deployment: Deployment };

/** One entry of run-scenarios.yaml; schemas/config.schema.json defines its keys. */
export interface Entry {
  readonly managed?: 'sql' | 'rome';
  readonly database?: 'sqlite' | 'mariadb';
  readonly redis?: 'single' | 'cluster';
  readonly release?: string;
  readonly source?: Sources;
  readonly hosts?: readonly [string, string];
  readonly settings?: Readonly<Record<string, string>>;
  readonly services?: readonly Service[];
  readonly shared?: Deployment['shared'];
  readonly profile?: Readonly<Record<string, string>>;
  /** A single path is for Glance. */
  readonly copy?: string | Copies;
  readonly cloud?: string;
  readonly env?: boolean;
  readonly auth_url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly password_env?: string;
  readonly project?: string;
  readonly user_domain?: string;
  readonly project_domain?: string;
  readonly region?: string;
  readonly interface?: Deployment['interface'];
  readonly cacert?: string;
  readonly backend?: Deployment['backend'];
  readonly dedicated?: boolean;
  readonly probe?: string;
  readonly logs?: readonly string[];
  readonly folders?: readonly string[];
}

interface Entries {
  readonly answers?: { readonly timeout?: string; readonly max_size?: string };
  readonly baseline: Entry;
  readonly targets: Readonly<Record<string, Entry>>;
}

const checkSchema = schemaCheck(schema, 'CONFIG_INVALID');
/** Keys for only one kind of managed deployment. */
const ONLY_FOR = [
  { key: 'database', managed: ['sql'] },
  { key: 'redis', managed: ['rome'] },
  { key: 'profile', managed: ['rome'] },
  { key: 'copy', managed: ['rome'] },
  { key: 'source', managed: ['sql', 'rome'] },
  { key: 'hosts', managed: ['sql', 'rome'] },
  { key: 'settings', managed: ['sql', 'rome'] },
] as const;
const SOURCES = ['managed', 'cloud', 'env', 'auth_url'] as const;

/** OpenStack releases that override the file's for managed deployments: of both, and of the baseline alone. */
interface ReleaseOptions {
  readonly release?: string | undefined;
  readonly baselineRelease?: string | undefined;
}

export class Config {
  readonly #yaml: YamlFile;
  readonly #entries: Entries;

  readonly #releases: PerSide<string | undefined>;

  /** @throws HarnessErrors with every mistake in the file */
  constructor(file: string, { release, baselineRelease }: ReleaseOptions = {}) {
    this.#releases = { baseline: baselineRelease ?? release, target: release };
    const shown = relative(process.cwd(), file) || file;
    const fix = 'Name another file with --config, or write one: run-scenarios init';
    this.#yaml = readYaml(file, shown, 'CONFIG_INVALID', fix);
    if (this.#yaml.failures.length > 0) throw new HarnessErrors('CONFIG_INVALID', this.#yaml.failures);
    const mistakes = new Mistakes();
    const { sound, broken } = checkSchema(this.#yaml, mistakes);
    this.#entries = { targets: {}, ...(sound as object) } as unknown as Entries;
    const { baseline, targets, answers = {} } = this.#entries;
    const limit = (key: string, mistake: LimitMistake | undefined) => {
      if (mistake)
        mistakes.addAll([
          this.#yaml.failure('CONFIG_INVALID', ['answers', key], mistake.message, mistake.fix),
        ]);
    };
    if (answers.timeout !== undefined) limit('timeout', timeMistake(answers.timeout));
    if (answers.max_size !== undefined) limit('max_size', sizeMistake(answers.max_size));
    // Invalid keys were removed, so further checks would report them as missing.
    const isWhole = (path: DocPath) =>
      !broken.some((part) => path.every((key, depth) => part[depth] === key));
    const entries: readonly (readonly [DocPath, Entry | undefined])[] = [
      [['baseline'], baseline],
      ...Object.entries(targets).map(([name, entry]) => [['targets', name], entry] as const),
    ];
    for (const [path, entry] of entries) {
      if (entry && isWhole(path)) mistakes.addAll(this.#checkEntry(path, entry));
    }
    if (mistakes.all.length > 0) throw new HarnessErrors('CONFIG_INVALID', mistakes.all);
  }

  get targetNames(): readonly string[] {
    return Object.keys(this.#entries.targets);
  }

  /** Limits of an answer that the file sets for all deployments. */
  answerLimits(): Partial<AnswerLimits> {
    const { timeout, max_size } = this.#entries.answers ?? {};
    return answerLimits(timeout, max_size);
  }

  baseline(): Named {
    return this.#resolve(['baseline'], this.#entries.baseline, this.#releases.baseline);
  }

  /** @throws HarnessError TARGET_UNKNOWN, or CONFIG_INVALID if its cloud or environment is missing */
  target(name: string): Named {
    const { targets } = this.#entries;
    const entry = Object.hasOwn(targets, name) ? targets[name] : undefined;
    if (!entry) {
      const { place } = this.#yaml.failure('TARGET_UNKNOWN', ['targets'], '', undefined, 'key');
      throw new HarnessError('TARGET_UNKNOWN', `There is no target "${quoted(name)}"`, {
        fix: suggest(name, this.targetNames),
        place,
      });
    }
    return this.#resolve(['targets', name], entry, this.#releases.target);
  }

  #resolve(path: DocPath, entry: Entry, release: string | undefined): Named {
    try {
      const named = resolve(String(path.at(-1)), entry);
      return named.kind === 'managed' && release !== undefined ? { ...named, release } : named;
    } catch (error) {
      // Mistakes of clouds.yaml have places of their own.
      if (!(error instanceof HarnessError) || error instanceof HarnessErrors || error.failure.place)
        throw error;
      // A mistake of the environment: the place is the entry that needs it.
      const { place } = this.#yaml.failure(error.code, path, '', undefined, 'key');
      throw new HarnessError(error.code, error.message, { ...error.failure, place, cause: error });
    }
  }

  #checkEntry(path: DocPath, entry: Entry): Failure[] {
    const fail = (message: string, fix: string, at: DocPath = path) =>
      this.#yaml.failure('CONFIG_INVALID', at, message, fix, 'key');
    const sources = SOURCES.filter((source) => entry[source] !== undefined);
    if (sources.length !== 1) {
      return [
        fail(
          `This deployment has ${sources.length || 'no'} sources.`,
          `Give it one of ${SOURCES.join(', ')}.`,
        ),
      ];
    }
    if (entry.auth_url && !isHttpUrl(entry.auth_url)) {
      return [fail('auth_url is not a URL.', 'Such as https://host:5000/v3', [...path, 'auth_url'])];
    }
    if (entry.auth_url && !(entry.username && (entry.password ?? entry.password_env) && entry.project)) {
      return [fail('auth_url needs credentials.', 'Add username, password_env (or password) and project.')];
    }
    for (const key of ['backend', 'dedicated'] as const)
      if (entry.managed && entry[key] !== undefined)
        return [
          fail(`"${key}" is for deployments that are not managed.`, 'Remove it; "managed" says it.', [
            ...path,
            key,
          ]),
        ];
    if (entry.managed === 'sql' && entry.source?.rome !== undefined)
      return [fail('"rome" is for "managed: rome".', 'Remove it.', [...path, 'source', 'rome'])];
    const misplaced = ONLY_FOR.filter(
      ({ key, managed }) => entry[key] !== undefined && !managed.some((each) => each === entry.managed),
    );
    return misplaced.map(({ key, managed }) =>
      fail(`"${key}" is for "managed: ${managed.join('" and "managed: ')}".`, 'Remove it.', [...path, key]),
    );
  }
}

function resolve(name: string, entry: Entry): Named {
  if (entry.managed) {
    const { managed: backend, database, redis, release, source, hosts, settings, profile, copy } = entry;
    const services = entry.services ?? SERVICES;
    return {
      kind: 'managed',
      name,
      backend,
      services,
      database,
      redis,
      release,
      source: source && withHome(source),
      hosts,
      settings,
      profile,
      copy: typeof copy === 'string' ? { glance: copy } : copy,
    };
  }
  const found = entry.cloud
    ? cloudDeployment(name, entry.cloud, entry.region)
    : environmentDeployment(name, explicit(name, entry));
  return {
    kind: 'remote',
    services: entry.services ?? ['glance'],
    deployment: {
      ...found,
      ...(entry.region ? { region: entry.region } : {}),
      ...(entry.interface ? { interface: entry.interface } : {}),
      ...(entry.cacert ? { caFile: entry.cacert } : {}),
      ...(entry.probe ? { probe: entry.probe } : {}),
      ...(entry.backend ? { backend: entry.backend } : {}),
      dedicated: entry.dedicated ?? false,
      ...(entry.release ? { release: releaseName(entry.release) } : {}),
      ...(entry.logs ? { logs: entry.logs } : {}),
      ...(entry.shared ? { shared: entry.shared } : {}),
      folders: entry.folders ?? [],
    },
  };
}

/** Sources with `~` replaced, which only a shell would replace. */
const withHome = (sources: Sources): Sources =>
  Object.fromEntries(
    Object.entries(sources).map(([component, folder]) => [
      component,
      folder.replace(/^~(?=\/|$)/, homedir()),
    ]),
  );

/** An entry's own credentials as OS_* variables; the real environment for `env: true`. */
function explicit(name: string, entry: Entry): Readonly<Record<string, string | undefined>> {
  if (entry.env) return process.env;
  const password = entry.password_env ? process.env[entry.password_env] : entry.password;
  if (password === undefined) {
    const variable = entry.password_env ?? '';
    // What does not look like the name of a variable may be the password itself.
    const isName = /^[A-Z][A-Z\d]*(_[A-Z\d]+)+$/.test(variable);
    throw new HarnessError(
      'CONFIG_INVALID',
      `The environment variable ${isName ? `${variable} of "${name}"` : `that password_env of "${name}" names`} is not set`,
      {
        fix: isName
          ? `export ${variable}=…`
          : 'Export it. password_env takes the name of a variable, not a password.',
      },
    );
  }
  return {
    OS_AUTH_URL: entry.auth_url,
    OS_USERNAME: entry.username,
    OS_PASSWORD: password,
    OS_PROJECT_NAME: entry.project,
    OS_USER_DOMAIN_NAME: entry.user_domain,
    OS_PROJECT_DOMAIN_NAME: entry.project_domain,
  };
}
