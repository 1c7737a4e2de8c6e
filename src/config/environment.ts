import { HarnessError } from '../errors.ts';
import type { Credentials, Deployment } from '../model.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * A remote deployment from OS_* variables.
 * @throws HarnessError CONFIG_INVALID for a missing or unsupported value
 */
export function environmentDeployment(name: string, variables: Variables): Deployment {
  const { OS_REGION_NAME: region, OS_CACERT: caFile, OS_CERT: certFile, OS_KEY: keyFile } = variables;
  const needed = (...keys: readonly string[]): string => {
    const value = keys.map((key) => variables[key]).find(Boolean);
    if (value) return value;
    throw invalid(`The deployment "${name}" needs ${keys.join(' or ')}, which is not set`);
  };
  const authUrl = needed('OS_AUTH_URL');
  if (!isHttpUrl(authUrl))
    throw invalid(`OS_AUTH_URL of the deployment "${name}" is not a URL`, 'Such as https://host:5000/v3');
  return {
    name,
    managed: false,
    disposable: false,
    backend: 'unknown',
    authUrl: keystoneUrl(authUrl),
    credentials: credentialsOf(variables, needed),
    ...(region ? { region } : {}),
    interface: interfaceOf(variables.OS_INTERFACE || undefined),
    ...(caFile ? { caFile } : {}),
    ...(certFile ? { certFile } : {}),
    ...(keyFile ? { keyFile } : {}),
    folders: [],
  };
}

export const isHttpUrl = (text: string): boolean => /^https?:/.test(text) && URL.canParse(text);

const invalid = (message: string, fix = 'Source your openrc file first.'): HarnessError =>
  new HarnessError('CONFIG_INVALID', message, { fix });

/** Accepted values of OS_AUTH_TYPE. */
const PASSWORD = [undefined, '', 'password', 'v3password'];
const APPLICATION_CREDENTIAL = 'v3applicationcredential';

function credentialsOf(variables: Variables, needed: (...keys: readonly string[]) => string): Credentials {
  const domains = {
    userDomain: variables.OS_USER_DOMAIN_NAME || 'Default',
    projectDomain: variables.OS_PROJECT_DOMAIN_NAME || 'Default',
  };
  const ids = {
    ...(variables.OS_USER_ID ? { user: variables.OS_USER_ID } : {}),
    ...(variables.OS_PROJECT_ID ? { project: variables.OS_PROJECT_ID } : {}),
    ...(variables.OS_USER_DOMAIN_ID && !variables.OS_USER_DOMAIN_NAME
      ? { userDomain: variables.OS_USER_DOMAIN_ID }
      : {}),
    ...(variables.OS_PROJECT_DOMAIN_ID && !variables.OS_PROJECT_DOMAIN_NAME
      ? { projectDomain: variables.OS_PROJECT_DOMAIN_ID }
      : {}),
  };
  const withIds = Object.keys(ids).length > 0 ? { ids } : {};
  if (variables.OS_AUTH_TYPE === APPLICATION_CREDENTIAL) {
    const id = variables.OS_APPLICATION_CREDENTIAL_ID;
    const username = id ? (variables.OS_USERNAME ?? '') : needed('OS_USERNAME', 'OS_USER_ID');
    return {
      ...{
        username,
        password: needed('OS_APPLICATION_CREDENTIAL_SECRET'),
        project: '',
        ...domains,
        ...withIds,
      },
      applicationCredential: id ? { id } : { name: needed('OS_APPLICATION_CREDENTIAL_NAME') },
    };
  }
  if (!PASSWORD.includes(variables.OS_AUTH_TYPE))
    throw invalid(
      `OS_AUTH_TYPE is "${variables.OS_AUTH_TYPE}", which is not supported`,
      `Use password or ${APPLICATION_CREDENTIAL}.`,
    );
  needed('OS_USERNAME', 'OS_USER_ID');
  const password = needed('OS_PASSWORD');
  needed('OS_PROJECT_NAME', 'OS_PROJECT_ID');
  return {
    username: variables.OS_USERNAME ?? '',
    password,
    project: variables.OS_PROJECT_NAME ?? '',
    ...domains,
    ...withIds,
  };
}

/** Keystone's v3 URL, even if the version is omitted. */
export const keystoneUrl = (url: string): string => `${url.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`;

/** Accepts `publicURL` and `public`. */
export function interfaceOf(word = 'public'): Deployment['interface'] {
  const short = word.replace(/URL$/, '');
  return short === 'internal' || short === 'admin' ? short : 'public';
}
