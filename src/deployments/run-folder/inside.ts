/** Names of files and folders in a deployment's folder. */
export const INSIDE = {
  redis: 'redis',
  log: 'log',
  probe: 'probe.jsonl',
  forms: 'probe.jsonl.forms',
  profile: 'profile.json',
  survey: 'survey.json',
  passwords: 'passwords.json',
  shared: 'shared.json',
  pool: 'pool',
  firstState: 'first-state',
  openrc: 'admin-openrc',
} as const;
