import { HarnessError } from '../errors.ts';
import type { Deployment } from '../model.ts';

/** A remote deployment from variables named as OpenStack's clients name them. */
export function environmentDeployment(
  name: string,
  variables: Readonly<Record<string, string | undefined>>,
): Deployment {
  const needed = (key: string): string => {
    const value = variables[key];
    if (value) return value;
    throw new HarnessError('CONFIG_INVALID', `The deployment "${name}" needs ${key}, which is not set`, {
      fix: 'Source your openrc file first.',
    });
  };
  const {
    OS_REGION_NAME: region,
    OS_CACERT: caFile,
    OS_USER_DOMAIN_NAME,
    OS_PROJECT_DOMAIN_NAME,
  } = variables;
  return {
    name,
    managed: false,
    disposable: false,
    backend: 'unknown',
    authUrl: keystoneUrl(needed('OS_AUTH_URL')),
    credentials: {
      username: needed('OS_USERNAME'),
      password: needed('OS_PASSWORD'),
      project: needed('OS_PROJECT_NAME'),
      userDomain: OS_USER_DOMAIN_NAME ?? 'Default',
      projectDomain: OS_PROJECT_DOMAIN_NAME ?? 'Default',
    },
    ...(region ? { region } : {}),
    interface: interfaceOf(variables.OS_INTERFACE),
    ...(caFile ? { caFile } : {}),
    folders: [],
  };
}

/** Keystone's v3 URL, also when it is given without its version. */
export const keystoneUrl = (url: string): string => `${url.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`;

/** `publicURL` and `public` are the same. */
export function interfaceOf(word = 'public'): Deployment['interface'] {
  const short = word.replace(/URL$/, '');
  return short === 'internal' || short === 'admin' ? short : 'public';
}
