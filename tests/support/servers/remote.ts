import { stringify } from 'yaml';
import type { Deployment } from '../../../src/model.ts';

/** A deployment as a remote entry of run-scenarios.yaml. */
export const remoteEntry = ({ authUrl, credentials }: Deployment): Readonly<Record<string, string>> => ({
  auth_url: authUrl,
  username: credentials.username,
  password: credentials.password,
  project: credentials.project,
});

/** run-scenarios.yaml with a baseline and a target `here`. By default, both have the same entry. */
export const configText = (baseline: object, target: object = baseline): string =>
  stringify({ baseline, targets: { here: target } });

/** The variables of an openrc file. */
export const openrc = ({ authUrl, credentials }: Deployment): Readonly<Record<string, string>> => ({
  OS_AUTH_URL: authUrl,
  OS_USERNAME: credentials.username,
  OS_PASSWORD: credentials.password,
  OS_PROJECT_NAME: credentials.project,
  OS_USER_DOMAIN_NAME: credentials.userDomain,
  OS_PROJECT_DOMAIN_NAME: credentials.projectDomain,
});

/** clouds.yaml with the deployment as the cloud `mine`, and secure.yaml with its password. */
export const cloudsText = ({ authUrl, credentials }: Deployment): { clouds: string; secure: string } => ({
  clouds: stringify({
    clouds: {
      mine: {
        auth: {
          auth_url: authUrl,
          username: credentials.username,
          project_name: credentials.project,
          user_domain_name: credentials.userDomain,
          project_domain_name: credentials.projectDomain,
        },
      },
    },
  }),
  secure: stringify({ clouds: { mine: { auth: { password: credentials.password } } } }),
});

/** One small scenario. The service chooses its ids, so both sides can be the same deployment. */
export const SMALL = `name: Create, show and list an image
service: glance
tags: [small]
steps:
  - POST: /v2/images
    json: { name: one, disk_format: raw, container_format: bare }
    expect: { status: 201 }
    capture: { id: $.id }
  - GET: /v2/images/\${id}
    expect: { status: 200, body: { $.name: one } }
  - GET: /v2/images
    expect: { status: 200, body: { $.images: { length: 1 } } }
cleanup:
  - DELETE: /v2/images/\${id}
`;
