import { expect } from 'playwright/test';
import { Config } from '../../../src/config/config.ts';
import { baselineVersions, namedIn } from '../../../src/execution/scenarios-for.ts';
import { newestRelease } from '../../../src/shipped/locks.ts';
import { test } from '../../support/files/folder.ts';

const REMOTE = 'auth_url: "http://127.0.0.1:1/v3", username: a, password: b, project: c';

test("a remote deployment that states no release is taken to run the other's", ({ folder }) => {
  const releases = (baseline: string, target: string) => {
    const file = folder.write('config.yaml', `baseline: { ${baseline} }\ntargets: { x: { ${target} } }\n`);
    const named = namedIn(new Config(file), 'x');
    const { kind, ...rest } = named.target;
    expect(kind).toBe('remote');
    const stated = 'deployment' in rest ? rest.deployment.release : undefined;
    return { stated, isUpgrade: baselineVersions(named, ['glance']) !== undefined };
  };
  expect(releases('managed: sql', REMOTE)).toEqual({ stated: newestRelease(), isUpgrade: false });
  expect(releases('managed: sql, release: debian', REMOTE)).toEqual({ stated: 'zed', isUpgrade: false });
  expect(releases('managed: sql', `${REMOTE}, release: debian`)).toEqual({ stated: 'zed', isUpgrade: true });
  expect(releases(REMOTE, REMOTE)).toEqual({ stated: undefined, isUpgrade: false });
});
