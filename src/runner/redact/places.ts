import { isSecretName } from '../../assertions/secret-names.ts';

/** Keys that hold the secret in an object with a secret's name: `token: { id: …, project: … }`. */
export const VALUE = /^(id|value|token|key|secret|data|content)$/;

/** A key that is a secret itself: `tokens: { VALUE: … }`. Neither a word nor an id. */
export const VALUE_AS_KEY = /^(?=.*\d)(?=.*[g-z])[\w+/=.-]{10,}$/i;

/** Whether an object is one member of a mapping: `{ name: X-Auth-Token, value: VALUE }`. */
export function isSecretPair(data: object): boolean {
  const { name, key = name, value } = data as Readonly<Record<string, unknown>>;
  return value !== undefined && typeof key === 'string' && isSecretName(key);
}

/** The password of `Basic BASE64`, the value of an Authorization header. */
export function passwordInBasic(value: string): string | undefined {
  const [, encoded] = /^(?:Basic\s+)?([\w+/-]{8,4096}={0,2})$/i.exec(value) ?? [];
  return encoded && /^[ -9;-~]{1,200}:([ -~]+)$/.exec(Buffer.from(encoded, 'base64').toString('latin1'))?.[1];
}

export function decodedUri(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
