import { randomBytes, randomUUID } from 'node:crypto';
import { type Deployment, type Json, type PerSide, SHARED_RESOURCES } from '../../model.ts';
import { rootOf, type ServiceUrls } from '../../openstack/catalog.ts';
import { ownName } from '../own-name.ts';
import type { Project } from '../projects/own-project.ts';

const UUIDS = ['uuid1', 'uuid2', 'uuid3', 'uuid4', 'uuid5', 'uuid6', 'uuid7', 'uuid8', 'uuid9'] as const;
const PER_SIDE = [
  ...(['project', 'other_project', 'user', 'other_user'] as const),
  ...(['glance', 'nova', 'nova_root', 'neutron'] as const),
];
/** Variables of every scenario; docs/scenarios.md describes them. */
export const BUILT_IN_VARIABLES: readonly string[] = [...UUIDS, 'unique', ...PER_SIDE, ...SHARED_RESOURCES];

/** The variables' values for one run of a scenario. Client-chosen values are the same on both sides. */
export function builtInVariables(
  projects: PerSide<Project>,
  shared: PerSide<Deployment['shared']>,
): PerSide<Map<string, Json>> {
  // The ids share a random tail and have ascending heads, so that sorting by id keeps the order of their numbers.
  const tail = randomUUID().slice(8);
  const chosen: [string, Json][] = UUIDS.map((name, index) => [
    name,
    `${((index + 1) * 0x11111111).toString(16).slice(0, 6)}${randomBytes(1).toString('hex')}${tail}`,
  ]);
  chosen.push(['unique', ownName()]);
  const own = (project: Project, ids: Deployment['shared']): [string, Json][] => [
    ['project', project.id],
    ['other_project', project.otherId],
    ['user', project.userIds.member ?? ''],
    ['other_user', project.userIds.other ?? ''],
    // A resource that this deployment does not have gets no value: a step that needs it cannot be sent.
    ...urls(project.urls),
    ...SHARED_RESOURCES.flatMap((name): [string, Json][] =>
      ids?.[name] === undefined ? [] : [[name, ids[name]]],
    ),
  ];
  return {
    baseline: new Map([...chosen, ...own(projects.baseline, shared.baseline)]),
    target: new Map([...chosen, ...own(projects.target, shared.target)]),
  };
}

const urls = ({ glance, nova, neutron }: ServiceUrls): [string, Json][] => [
  ...(glance ? [['glance', glance] satisfies [string, Json]] : []),
  ...(neutron ? [['neutron', neutron] satisfies [string, Json]] : []),
  ...(nova
    ? [['nova', nova] satisfies [string, Json], ['nova_root', rootOf(nova)] satisfies [string, Json]]
    : []),
];
