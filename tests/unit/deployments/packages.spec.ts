import { expect, test } from 'playwright/test';
import {
  installCommand,
  installProgress,
  otherThanKnown,
  packagesOf,
  refusal,
} from '../../../src/deployments/machine/packages.ts';

test('without root, the error suggests the command to install the missing packages', () => {
  const error = refusal({ debian: true, root: false, missing: ['python3-glance', 'redis-server'] });
  expect(error?.code).toBe('PACKAGE_MISSING');
  expect(error?.failure.fix).toBe(
    'Run: sudo apt-get update && sudo apt-get install --yes --no-install-recommends python3-glance redis-server',
  );
});

test('as root, or without missing packages, installation is not refused', () => {
  expect(refusal({ debian: true, root: true, missing: packagesOf(['glance']) })).toBeUndefined();
  expect(refusal({ debian: true, root: false, missing: [] })).toBeUndefined();
  expect(installCommand(['a', 'b'])).toMatch(/ a b$/);
});

test('without Debian, the error suggests remote deployments', () => {
  const error = refusal({ debian: false, root: true, missing: [] });
  expect(error?.code).toBe('PLATFORM_UNSUPPORTED');
  expect(error?.failure.fix).toContain('run-scenarios.yaml');
});

test('missing packages are not installed on distributions other than Debian 12', () => {
  const ubuntu = otherThanKnown('PRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\nVERSION_ID="24.04"\n');
  expect(ubuntu).toBe('Ubuntu 24.04.1 LTS');
  expect(otherThanKnown('PRETTY_NAME="Debian GNU/Linux 13"\nID=debian\nVERSION_ID="13"\n')).toBe(
    'Debian GNU/Linux 13',
  );
  expect(otherThanKnown('ID=debian\nVERSION_ID="12"\n')).toBeUndefined();
  expect(otherThanKnown('')).toBe('This system');
  const machine = { debian: true, root: true, otherThanKnown: ubuntu };
  expect(refusal({ ...machine, missing: ['python3-nova'] })).toMatchObject({ code: 'PACKAGE_MISSING' });
  expect(refusal({ ...machine, missing: ['python3-nova'] })?.failure.fix).toContain('--release 2026.2');
  expect(refusal({ ...machine, missing: [] })).toBeUndefined();
});

test('progress of hundreds of packages is ten lines', () => {
  const progress = installProgress();
  expect(progress('Setting up adduser (3) ...')).toBeUndefined();
  progress('0 upgraded, 335 newly installed, 0 to remove and 2 not upgraded.');
  const lines = Array.from({ length: 335 }, (_, at) => progress(`Setting up package-${at} (1) ...`));
  expect(lines.filter(Boolean)).toHaveLength(10);
  expect(lines.at(-1)).toBe('335 of 335 packages are installed');
});
