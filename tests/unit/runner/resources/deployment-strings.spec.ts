import { expect, test } from 'playwright/test';
import { ownReplacers } from '../../../../src/assertions/compare/own/own-strings.ts';
import type { Project } from '../../../../src/runner/projects/own-project.ts';
import { ownStrings } from '../../../../src/runner/resources/deployment-strings.ts';
import type { Connection } from '../../../../src/runner/run/connection.ts';

/** A connection to a cloud whose catalog has this URL of Nova for the administrator's project `admin`. */
const cloud = (nova: string): Connection =>
  ({
    deployment: { name: 'cloud' },
    own: [],
    keystone: {
      projectId: 'admin',
      urls: { nova },
      urlsOf: (project: string) => ({ nova: nova.replace('/admin', `/${project}`) }),
    },
  }) as unknown as Connection;
const PROJECT = { id: 'mine', otherId: '' } as Project;

test("links with a project's id correspond if one side's catalog has the id", () => {
  const plain = cloud('http://127.0.0.1:8774/v2.1');
  const withProject = cloud('https://lab/compute/v2.1/admin');
  const projects = { baseline: PROJECT, target: PROJECT };
  const replace = ownReplacers(ownStrings({ baseline: plain, target: withProject }, projects));
  // Nova writes the project's id into links if it is anywhere in the URL of the request, as in `?project_id=mine`.
  for (const path of ['/v2.1/mine/os-server-groups?marker=a', '/v2.1/os-server-groups?marker=a'])
    expect(replace.baseline(`http://127.0.0.1:8774${path}`)).toBe(
      replace.target('https://lab/compute/v2.1/mine/os-server-groups?marker=a'),
    );
  expect(replace.baseline('http://127.0.0.1:8774/mine/flavors/1')).toBe(
    replace.target('https://lab/compute/mine/flavors/1'),
  );
});

test("a link with a project's id differs from one without if both catalogs are alike", () => {
  const plain = cloud('http://127.0.0.1:8774/v2.1');
  const replace = ownReplacers(
    ownStrings({ baseline: plain, target: plain }, { baseline: PROJECT, target: PROJECT }),
  );
  expect(replace.baseline('http://127.0.0.1:8774/v2.1/mine/flavors')).not.toBe(
    replace.target('http://127.0.0.1:8774/v2.1/flavors'),
  );
});
