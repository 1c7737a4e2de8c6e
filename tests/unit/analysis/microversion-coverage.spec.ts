import { expect, test } from 'playwright/test';
import { endsLeft, microversionRanges } from '../../../src/analysis/coverage/microversion-coverage.ts';
import type { Inventory, StepResult } from '../../../src/model.ts';
import { exchange, response, runFile, scenario, step } from '../../support/runs/results.ts';

const LIMITS = { method: 'GET', path: '/limits', controller: 'limits.index', kind: 'api' } as const;
const REBOOT = {
  method: 'POST',
  path: '/servers/{id}/action',
  controller: 'servers.reboot',
  kind: 'api',
} as const;
const INVENTORY: Inventory = {
  version: 1,
  service: 'nova',
  release: '26.2.2',
  endpoints: [
    { ...LIMITS, microversions: [{ min: '2.0', max: '2.9' }, { min: '2.10', max: '2.35' }, { min: '2.36' }] },
    { ...REBOOT, action: 'reboot', microversions: [{ min: '2.1' }] },
    { ...REBOOT, path: '/os-volumes_boot/{id}/action', action: 'reboot', microversions: [{ min: '2.1' }] },
  ],
  dbApi: [],
};

const answered = (version: string | undefined) =>
  exchange({
    response: response({ headers: version ? { 'openstack-api-version': `compute ${version}` } : {} }),
  });

const asked = (endpoint: string, baseline?: string, target = baseline): StepResult =>
  step({ service: 'nova', endpoint, exchanges: { baseline: answered(baseline), target: answered(target) } });

const measured = (...steps: StepResult[]) =>
  microversionRanges(INVENTORY, runFile([scenario('nova/limits', steps, { service: 'nova' })]));

test('each microversion range of an endpoint is listed; aliases have none', () => {
  expect(measured().map(({ endpoint, min, max }) => `${endpoint} ${min} ${max ?? ''}`)).toEqual([
    'GET /limits 2.0 2.9',
    'GET /limits 2.10 2.35',
    'GET /limits 2.36 ',
    'POST /servers/{id}/action#reboot 2.1 ',
  ]);
});

test('the called microversions of a range come from the answers, in ascending order', () => {
  const steps = ['2.35', '2.9', '2.10', '2.93', '2.35'].map((version) => asked('GET /limits', version));
  expect(measured(...steps).map(({ versions }) => versions)).toEqual([
    ['2.9'],
    ['2.10', '2.35'],
    ['2.93'],
    [],
  ]);
});

test('a call counts only if both answers have the same microversion and service', () => {
  const steps = [
    asked('GET /limits'),
    asked('GET /limits', '2.1', '2.36'),
    { ...asked('GET /limits', '2.1'), service: 'glance' as const },
    { ...asked('GET /limits', '2.1'), exchanges: { baseline: answered('2.1') } },
  ];
  expect(measured(...steps).flatMap(({ versions }) => versions)).toEqual([]);
});

test('a service without microversions has no microversion ranges', () => {
  const endpoints = [{ ...LIMITS, path: '/v2/images' }];
  expect(microversionRanges({ ...INVENTORY, endpoints }, runFile([]))).toEqual([]);
});

test('the first and last microversion of a range are left until they are called', () => {
  const ends = (min: string, max: string | undefined, ...versions: string[]) =>
    endsLeft({ endpoint: 'GET /limits', min, ...(max ? { max } : {}), versions });
  expect(ends('2.10', '2.35', '2.12')).toEqual(['2.10', '2.35']);
  expect(ends('2.10', '2.35', '2.10', '2.35')).toEqual([]);
  expect(ends('2.1', '2.1', '2.1')).toEqual([]);
  expect(ends('2.36', undefined, '2.36')).toEqual([]);
  expect(ends('2.36', undefined, '2.93')).toEqual(['2.36']);
  expect(ends('2.0', '2.9', '2.1', '2.9')).toEqual([]);
});
