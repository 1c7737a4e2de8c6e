import type { OwnStrings } from '../../assertions/compare/own/own-strings.ts';
import { type PerSide, SHARED_RESOURCES } from '../../model.ts';
import { rootOf } from '../../openstack/catalog.ts';
import type { Project } from '../projects/own-project.ts';
import type { Connection } from '../run/connection.ts';

/** Shared resources whose value is a name, which answers can have anywhere. */
const NAMES = SHARED_RESOURCES.filter((name) =>
  /^(other_)?(host|node|store)$|_name$|_pool$|^(controller|zone)$/.test(name),
);

/**
 * Both deployments' own strings: with the names of shared resources, unless both sides have the same ones, and with the
 * URLs of the scenario's projects.
 */
export function ownStrings(
  { baseline, target }: PerSide<Connection>,
  projects?: PerSide<Project>,
): PerSide<OwnStrings> {
  const differing = NAMES.some(
    (name) => baseline.deployment.shared?.[name] !== target.deployment.shared?.[name],
  );
  const names = ({ deployment }: Connection): OwnStrings =>
    differing
      ? NAMES.flatMap((name) => {
          const value = deployment.shared?.[name];
          return value === undefined ? [] : [[value, `\${${name}}`] as const];
        })
      : [];
  const isInUrls = hasProjectInUrls(baseline) || hasProjectInUrls(target);
  const own = (connection: Connection, project: Project | undefined): OwnStrings => [
    ...connection.own,
    ...names(connection),
    ...(project ? projectUrls(connection, project, isInUrls) : []),
  ];
  return { baseline: own(baseline, projects?.baseline), target: own(target, projects?.target) };
}

const hasProjectInUrls = ({ keystone }: Connection): boolean =>
  keystone.urls.nova?.endsWith(`/${keystone.projectId}`) === true;

/**
 * Nova's URLs for a scenario's projects. If a request's URL has the project's id anywhere, links have it: after the
 * version, or after the root without a version. So if one side's catalog has it, the other side's links can have it, too.
 */
function projectUrls({ keystone }: Connection, { id, otherId }: Project, isInUrls: boolean): OwnStrings {
  return [id, otherId, keystone.projectId].filter(Boolean).flatMap((project): OwnStrings => {
    const url = keystone.urlsOf(project).nova;
    if (url === undefined) return [];
    const version = url.endsWith(`/${project}`) ? url.slice(0, -project.length - 1) : url;
    const links = [version, rootOf(version)].map((start) => `${start}/${project}`);
    return [
      [version, '${nova}${version}'],
      ...(isInUrls
        ? ([
            [links[0], '${nova}${version}'],
            [links[1], '${nova}'],
          ] as [string, string][])
        : []),
    ];
  });
}
