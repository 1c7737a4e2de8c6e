import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import schema from '../../schemas/clouds.schema.json' with { type: 'json' };
import { HarnessErrors } from '../errors.ts';
import type { Deployment, Json } from '../model.ts';
import { Mistakes } from '../yaml/mistakes.ts';
import { suggest } from '../yaml/nearest.ts';
import { schemaCheck } from '../yaml/schema-check.ts';
import { cloudLayers, isMapping, type Layer, merged } from './cloud-files.ts';
import { environmentDeployment, interfaceOf, isHttpUrl } from './environment.ts';

/** The shape that schemas/clouds.schema.json allows. */
interface Cloud {
  readonly auth_type?: string;
  readonly auth?: Readonly<Record<string, string>>;
  readonly region_name?: string;
  readonly regions?: readonly (string | { readonly name: string; readonly values?: Json })[];
  readonly interface?: string;
  readonly endpoint_type?: string;
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
}

const checkSchema = schemaCheck(schema, 'CONFIG_INVALID');

/**
 * A remote deployment from clouds.yaml, its profile and secure.yaml, found as OpenStack's clients do.
 * @param region one of its regions; by default its own or its first
 * @throws HarnessErrors with every mistake in those files
 */
export function cloudDeployment(name: string, cloud: string, region?: string): Deployment {
  const layers = cloudLayers(name, cloud);
  const mistakes = new Mistakes();
  for (const { yaml, path, value } of layers) checkSchema(yaml, mistakes, { value, path });
  fail(mistakes);
  const whole = layers.map(({ value }) => value).reduce(merged);
  const { cloud: chosen, region: chosenRegion } = inRegion(whole as Cloud, region, layers, mistakes);
  checkComplete(chosen, layers, mistakes);
  checkUrl(chosen, layers, mistakes);
  for (const key of ['cacert', 'cert', 'key'] as const) checkFile(key, chosen[key], layers, mistakes);
  fail(mistakes);
  return environmentDeployment(name, {
    ...variablesOf(chosen),
    OS_REGION_NAME: chosenRegion,
    OS_INTERFACE: interfaceOf(chosen.interface ?? chosen.endpoint_type),
    OS_CACERT: chosen.cacert && expanded(chosen.cacert),
    OS_CERT: chosen.cert && expanded(chosen.cert),
    OS_KEY: chosen.key && expanded(chosen.key),
  });
}

function fail({ all }: Mistakes): void {
  if (all.length > 0) throw new HarnessErrors('CONFIG_INVALID', all);
}

/** A cloud with the settings of one of its regions. */
function inRegion(
  cloud: Cloud,
  asked: string | undefined,
  layers: readonly Layer[],
  mistakes: Mistakes,
): { readonly cloud: Cloud; readonly region: string | undefined } {
  const regions = (cloud.regions ?? []).map((each) => (typeof each === 'string' ? { name: each } : each));
  const region = asked ?? cloud.region_name ?? regions[0]?.name;
  if (regions.length === 0) return { cloud, region };
  const found = regions.find(({ name }) => name === region);
  if (!found) {
    const names = regions.map(({ name }) => name);
    note(layers, mistakes, 'regions', `This cloud has no region "${region}".`, suggest(region ?? '', names));
    return { cloud, region };
  }
  return { cloud: 'values' in found ? (merged(cloud as Json, found.values ?? {}) as Cloud) : cloud, region };
}

const isApplicationCredential = ({ auth_type, auth = {} }: Cloud): boolean =>
  auth_type === 'v3applicationcredential' ||
  (auth_type === undefined && auth.application_credential_secret !== undefined);

/** Checks that the fields for authentication exist. Some are alternatives. */
function checkComplete(cloud: Cloud, layers: readonly Layer[], mistakes: Mistakes): void {
  const { auth = {} } = cloud;
  const user = ['username', 'user_id'];
  const project = ['project_name', 'project_id', 'tenant_name', 'tenant_id'];
  const credential = ['application_credential_id', 'application_credential_name'];
  const needed = isApplicationCredential(cloud)
    ? [
        ['auth_url'],
        credential,
        ['application_credential_secret'],
        ...(auth.application_credential_id ? [] : [user]),
      ]
    : [['auth_url'], user, ['password'], project];
  for (const choice of needed.filter((each) => !each.some((key) => auth[key]))) {
    note(
      layers,
      mistakes,
      'auth',
      `This cloud has no ${choice.join(' or ')}.`,
      'Add it, here or in secure.yaml.',
    );
  }
}

/** The schema accepts URLs that no parser does, such as one with a wrong port. */
function checkUrl({ auth = {} }: Cloud, layers: readonly Layer[], mistakes: Mistakes): void {
  if (!auth.auth_url || isHttpUrl(auth.auth_url)) return;
  note(layers, mistakes, 'auth', 'Its auth_url is not a URL.', 'Such as https://host:5000/v3');
}

function checkFile(
  key: string,
  file: string | undefined,
  layers: readonly Layer[],
  mistakes: Mistakes,
): void {
  if (file === undefined || existsSync(expanded(file))) return;
  note(layers, mistakes, key, `There is no file ${expanded(file)}.`, 'Fix its path.');
}

const expanded = (path: string): string => path.replace(/^~(?=\/)/, homedir());

/** Records a mistake in the file that takes precedence for `key`. */
function note(layers: readonly Layer[], mistakes: Mistakes, key: string, message: string, fix: string): void {
  const strongest = layers.findLast(({ value }) => isMapping(value) && value[key] !== undefined);
  const at = strongest ?? layers.at(-1);
  if (!at) return;
  const path = strongest ? [...at.path, key] : at.path;
  mistakes.add(() => at.yaml.failure('CONFIG_INVALID', path, message, fix, 'key'));
}

/** The cloud's settings as OS_* variables of an openrc file. */
function variablesOf(cloud: Cloud): Readonly<Record<string, string | undefined>> {
  const { auth = {} } = cloud;
  return {
    OS_AUTH_TYPE: isApplicationCredential(cloud) ? 'v3applicationcredential' : 'password',
    OS_AUTH_URL: auth.auth_url,
    OS_USERNAME: auth.username,
    OS_USER_ID: auth.user_id,
    OS_PASSWORD: auth.password,
    OS_PROJECT_NAME: auth.project_name ?? auth.tenant_name,
    OS_PROJECT_ID: auth.project_id ?? auth.tenant_id,
    OS_USER_DOMAIN_NAME: auth.user_domain_name ?? auth.domain_name,
    OS_USER_DOMAIN_ID: auth.user_domain_id ?? auth.domain_id ?? auth.default_domain,
    OS_PROJECT_DOMAIN_NAME: auth.project_domain_name ?? auth.domain_name,
    OS_PROJECT_DOMAIN_ID: auth.project_domain_id ?? auth.domain_id ?? auth.default_domain,
    OS_APPLICATION_CREDENTIAL_ID: auth.application_credential_id,
    OS_APPLICATION_CREDENTIAL_NAME: auth.application_credential_name,
    OS_APPLICATION_CREDENTIAL_SECRET: auth.application_credential_secret,
  };
}
