import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sitePackages } from '../../../src/deployments/releases/releases.ts';
import { DEBIAN, type Json } from '../../../src/model.ts';

const FOLDER = 'nova/tests/functional/api_sample_tests/api_samples';

const folderOf = (release: string): string =>
  join(release === DEBIAN ? '/usr/lib/python3/dist-packages' : sitePackages(release), FOLDER);

/** A body that the installed package's own tests expect. */
export interface NovaSample {
  /** `servers/v2.47/server-get-resp`. */
  readonly path: string;
  /** Without the microversion, `servers/server-get-resp`. */
  readonly name: string;
  readonly microversion: string;
  readonly value: Json;
}

const UUID = '0b5d2c72-12cc-4ba6-a8d7-3ff5cc1d8cb8';
const TIME = '2026-01-02T03:04:05.000006';

/** Values of placeholders. All other placeholders are ids. */
const EXAMPLES: Readonly<Record<string, string>> = {
  compute_endpoint: 'http://127.0.0.1/v2.1',
  versioned_compute_endpoint: 'http://127.0.0.1/v2.1',
  host: 'http://127.0.0.1',
  url: 'http://127.0.0.1/?token=1',
  isotime: '2026-01-02T03:04:05Z',
  strtime: TIME,
  strtime_or_none: TIME,
  hostid: 'a'.repeat(56),
  event_hostId: 'a'.repeat(56),
  request_id: `req-${UUID}`,
  reservation_id: 'r-0a1b2c3d',
  mac_addr: 'fa:16:3e:00:00:01',
  fingerprint: '00:11:22',
  keypair_type: 'ssh',
  status: 'completed',
  max_api_version: '2.93',
  action: 'shelve',
  disk_config: 'AUTO',
};

/** A request, like the `…-req` samples. It is not JSON. */
const SENT = 'os-admin-actions/admin-actions-reset-state.json.tpl';

/** Samples with numbers, also as text, in place of the ids of Neutron's and Cinder's resources. */
const NUMBERED = /^os-(security-groups|snapshots|volumes|volume_attachments)\//;

/** All samples of an installed release, except those that are named as requests. */
export const novaSamples = (release: string): readonly NovaSample[] =>
  readdirSync(folderOf(release), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json.tpl') && !/-req\b/.test(file) && file !== SENT)
    .sort()
    .map((file) => {
      const path = file.replace(/\.json\.tpl$/, '');
      return {
        path,
        name: path.replace(/\/v[\d.]+\//, '/'),
        microversion: /\/v([\d.]+)\//.exec(path)?.[1] ?? '2.1',
        value: JSON.parse(withIds(path, filled(readFileSync(join(folderOf(release), file), 'utf8')))) as Json,
      };
    });

/** Replaces placeholders. One is part of a string, or a complete value: a number, a time, a boolean. */
const filled = (template: string): string =>
  template
    .replace(/"%\(int:\w+\)s"/g, '1')
    .replace(/: %\((\w+)\)s/g, (_, name: string) => (name in EXAMPLES ? `: "${EXAMPLES[name]}"` : ': 1'))
    .replace(/%\((\w+)\)s/g, (_, name: string) => EXAMPLES[name] ?? UUID)
    .replaceAll('%%', '%');

const withIds = (path: string, text: string): string =>
  NUMBERED.test(path) ? text.replace(/"(id|volumeId)": (?:\d+|"\d+")(?=[,\s])/g, `"$1": "${UUID}"`) : text;
