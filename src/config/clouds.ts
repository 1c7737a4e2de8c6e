import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { HarnessError, HarnessErrors } from '../errors.ts';
import type { Deployment } from '../model.ts';
import { suggest } from '../yaml/nearest.ts';
import { YamlFile } from '../yaml/yaml-file.ts';
import { environmentDeployment, interfaceOf } from './environment.ts';

interface Cloud {
  readonly auth?: Readonly<Record<string, string>>;
  readonly region_name?: string;
  readonly interface?: string;
  readonly cacert?: string;
  readonly verify?: boolean;
}

/** A remote deployment from clouds.yaml, looked for where OpenStack's clients look; secure.yaml beside it adds to it. */
export function cloudDeployment(name: string, cloud: string): Deployment {
  const places = [
    process.env.OS_CLIENT_CONFIG_FILE,
    'clouds.yaml',
    join(homedir(), '.config/openstack/clouds.yaml'),
    '/etc/openstack/clouds.yaml',
  ].filter((file) => file !== undefined);
  const file = places.find((each) => existsSync(each));
  if (!file) {
    throw new HarnessError('CONFIG_INVALID', `There is no clouds.yaml for the deployment "${name}"`, {
      fix: `Put it at one of ${places.join(', ')}.`,
    });
  }
  const clouds = readClouds(file);
  const found = Object.hasOwn(clouds, cloud) ? clouds[cloud] : undefined;
  if (!found) {
    throw new HarnessError('CONFIG_INVALID', `${file} has no cloud "${cloud}"`, {
      fix: suggest(cloud, Object.keys(clouds)),
    });
  }
  if (found.verify === false) {
    throw new HarnessError('CONFIG_INVALID', `The cloud "${cloud}" in ${file} turns TLS verification off`, {
      fix: 'Name its CA bundle with `cacert:` instead; certificates are always verified.',
    });
  }
  const secure = join(dirname(file), 'secure.yaml');
  const auth = { ...found.auth, ...(existsSync(secure) ? readClouds(secure)[cloud]?.auth : {}) };
  return environmentDeployment(name, {
    OS_AUTH_URL: auth.auth_url,
    OS_USERNAME: auth.username,
    OS_PASSWORD: auth.password,
    OS_PROJECT_NAME: auth.project_name,
    OS_USER_DOMAIN_NAME: auth.user_domain_name ?? auth.domain_name,
    OS_PROJECT_DOMAIN_NAME: auth.project_domain_name ?? auth.domain_name,
    OS_REGION_NAME: found.region_name,
    OS_INTERFACE: interfaceOf(found.interface),
    OS_CACERT: found.cacert,
  });
}

function readClouds(file: string): Readonly<Record<string, Cloud>> {
  const yaml = new YamlFile(file, readFileSync(file, 'utf8'), 'CONFIG_INVALID');
  if (yaml.failures.length > 0) throw new HarnessErrors('CONFIG_INVALID', yaml.failures);
  return (yaml.value as { clouds?: Record<string, Cloud> } | null)?.clouds ?? {};
}
