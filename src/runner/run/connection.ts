import { existsSync } from 'node:fs';
import type { EditedCopy } from '../../analysis/trace/copy-edits.ts';
import type { OwnStrings } from '../../assertions/compare/own/own-strings.ts';
import { HarnessError } from '../../errors.ts';
import type { AnswerLimits, Deployment, Failure, Frame, Service } from '../../model.ts';
import { HttpClient } from '../../openstack/http-client.ts';
import { Keystone } from '../../openstack/keystone.ts';
import { ProjectPool } from '../../openstack/project-pool.ts';
import { hidingIn } from '../redact/redact-result.ts';
import { Secrets } from '../redact/secrets.ts';
import type { Offered } from '../resources/choose-resources.ts';
import { UsualWaits } from '../step/pauses.ts';
import { copyLines, editedCopies } from '../traces/copy-lines.ts';
import { Traces } from '../traces/traces.ts';

/** Limits of a new project by name; absent if a service does not show them. */
export type Quotas = Readonly<Partial<Record<Service, Readonly<Record<string, number>>>>>;

/** Each list that scenarios' resources are found in, and the quotas, with the error of the request for it. */
export type Unread = Readonly<Partial<Record<keyof Offered | 'quotas', Failure>>>;

/** A run's connection to one deployment. */
export interface Connection {
  readonly deployment: Deployment;
  /** The administrator's password and tokens. */
  readonly secrets: Secrets;
  readonly http: HttpClient;
  readonly keystone: Keystone;
  /** Ready-made projects; managed deployments only. */
  readonly pool: ProjectPool | undefined;
  /** Quotas of a new project, if a scenario needs them. */
  readonly quotas?: Quotas;
  /** Whether its database distinguishes case, if a scenario needs to know and it could be found out. */
  readonly hasExactValues?: boolean | undefined;
  /** Why a list of its resources, or its quotas, could not be read. */
  readonly unread?: Unread;
  readonly usualWaits: UsualWaits;
  readonly traces: Traces;
  readonly own: OwnStrings;
  readonly inCopy: (frame: Frame) => Frame | undefined;
  /** Discovery copies that were edited after `run-scenarios copy` made them. */
  readonly editedCopies: readonly EditedCopy[];
  /** Whether it is known that no copy was edited. */
  readonly areCopiesPristine: boolean;
}

/**
 * Connects to a deployment.
 * @param services the services that the run needs
 * @param limits time and size limits of an answer
 * @param signal ends requests that have no signal of their own
 * @throws HarnessError if the deployment is unreachable, rejects the credentials or lacks a service
 */
export async function connect(
  deployment: Deployment,
  services: readonly Service[],
  limits: Partial<AnswerLimits> = {},
  signal?: AbortSignal,
): Promise<Connection> {
  const { name, probe } = deployment;
  if (probe && !existsSync(probe)) {
    throw new HarnessError('CONFIG_INVALID', `${probe}, the probe file of ${name}, does not exist`, {
      fix: 'Fix `probe:` in run-scenarios.yaml, or remove it to run without traces.',
    });
  }
  const absent = deployment.logs?.find((file) => !existsSync(file));
  if (absent) {
    throw new HarnessError('CONFIG_INVALID', `${absent}, a log of ${name}, does not exist`, {
      fix: 'Fix `logs:` in run-scenarios.yaml, or remove it.',
    });
  }
  const edited = editedCopies(deployment.copies);
  const http = new HttpClient(deployment, { limits, signal });
  const secrets = new Secrets();
  secrets.add(deployment.credentials.password);
  const learn = (secret: string) => secrets.add(secret);
  const authenticated = hidingIn(secrets, () => Keystone.connect(deployment, http, services, learn));
  const keystone = await authenticated.catch(async (error: unknown) => {
    await http.close();
    throw error;
  });
  const roots = keystone.roots.map(([url, service]) => [url, `\${${service}}`] as const);
  const folders = deployment.folders.map((folder, index) => [folder, `\${folder${index + 1}}`] as const);
  return {
    deployment,
    secrets,
    http,
    keystone,
    pool: deployment.pool === undefined ? undefined : new ProjectPool(deployment.pool),
    usualWaits: new UsualWaits(),
    traces: new Traces(deployment),
    own: [[deployment.authUrl.replace(/\/v3$/, ''), '${keystone}'], ...roots, ...folders],
    inCopy: copyLines(deployment.copies),
    editedCopies: edited,
    areCopiesPristine:
      edited.length === 0 && deployment.copies?.every(({ pristine }) => pristine !== undefined) === true,
  };
}
