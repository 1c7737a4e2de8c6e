import { HarnessError } from '../errors.ts';
import type { Credentials, Deployment } from '../model.ts';
import { quoted } from '../yaml/quoted.ts';

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
    interface: interfaceOf(variables.OS_INTERFACE || variables.OS_ENDPOINT_TYPE || undefined),
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
const PASSWORD = ['', 'password', 'v3password'];
const APPLICATION_CREDENTIAL = 'v3applicationcredential';

function credentialsOf(variables: Variables, needed: (...keys: readonly string[]) => string): Credentials {
  // Older openrc files call a project a tenant.
  const project = variables.OS_PROJECT_NAME || variables.OS_TENANT_NAME || '';
  const projectId = variables.OS_PROJECT_ID || variables.OS_TENANT_ID;
  const domains = {
    userDomain: variables.OS_USER_DOMAIN_NAME || 'Default',
    projectDomain: variables.OS_PROJECT_DOMAIN_NAME || 'Default',
  };
  const ids = {
    ...(variables.OS_USER_ID ? { user: variables.OS_USER_ID } : {}),
    ...(projectId ? { project: projectId } : {}),
    ...(variables.OS_USER_DOMAIN_ID && !variables.OS_USER_DOMAIN_NAME
      ? { userDomain: variables.OS_USER_DOMAIN_ID }
      : {}),
    ...(variables.OS_PROJECT_DOMAIN_ID && !variables.OS_PROJECT_DOMAIN_NAME
      ? { projectDomain: variables.OS_PROJECT_DOMAIN_ID }
      : {}),
  };
  const withIds = Object.keys(ids).length > 0 ? { ids } : {};
  const type =
    variables.OS_AUTH_TYPE || (variables.OS_APPLICATION_CREDENTIAL_SECRET ? APPLICATION_CREDENTIAL : '');
  if (type === APPLICATION_CREDENTIAL) {
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
  if (!PASSWORD.includes(type))
    throw invalid(
      `OS_AUTH_TYPE is "${quoted(type)}", which is not supported`,
      `Use password or ${APPLICATION_CREDENTIAL}.`,
    );
  needed('OS_USERNAME', 'OS_USER_ID');
  const password = needed('OS_PASSWORD');
  if (!projectId && !project) needed('OS_PROJECT_NAME', 'OS_PROJECT_ID');
  return {
    username: variables.OS_USERNAME ?? '',
    password,
    project,
    ...domains,
    ...withIds,
  };
}

/** Keystone's v3 URL, even if the version is omitted. */
export const keystoneUrl = (url: string): string => `${url.replace(/\/+$/, '').replace(/\/v3$/, '')}/v3`;

/** Accepts `publicURL` and `public`. @throws HarnessError CONFIG_INVALID for another word */
export function interfaceOf(word = 'public'): Deployment['interface'] {
  const short = word.replace(/URL$/, '');
  if (short === 'public' || short === 'internal' || short === 'admin') return short;
  throw invalid(`The interface "${quoted(word)}" does not exist`, 'Use public, internal or admin.');
}
