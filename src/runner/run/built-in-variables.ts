import { randomBytes, randomUUID } from 'node:crypto';
import type { Json, PerSide } from '../../model.ts';
import type { Project } from './project.ts';

const UUIDS = ['uuid1', 'uuid2', 'uuid3', 'uuid4', 'uuid5', 'uuid6', 'uuid7', 'uuid8', 'uuid9'] as const;
const PER_SIDE = ['project', 'other_project', 'user', 'other_user', 'glance'] as const;

/** Variables that every scenario has; docs/scenarios.md tells what they hold. */
export const BUILT_IN_VARIABLES: readonly string[] = [...UUIDS, 'unique', ...PER_SIDE];

/** Their values for one run of one scenario: client-chosen ones are the same on both sides. */
export function builtInVariables(projects: PerSide<Project>): PerSide<Map<string, Json>> {
  // One random tail and ascending heads: sorted by id, the things keep the order of their numbers.
  const tail = randomUUID().slice(8);
  const shared: [string, Json][] = UUIDS.map((name, index) => [
    name,
    `${((index + 1) * 0x11111111).toString(16).slice(0, 6)}${randomBytes(1).toString('hex')}${tail}`,
  ]);
  shared.push(['unique', `u${randomBytes(5).toString('hex')}`]);
  const own = (project: Project): [string, Json][] => [
    ['project', project.id],
    ['other_project', project.otherId],
    ['user', project.userIds.member ?? ''],
    ['other_user', project.userIds.other ?? ''],
    ['glance', project.urls.glance],
  ];
  return {
    baseline: new Map([...shared, ...own(projects.baseline)]),
    target: new Map([...shared, ...own(projects.target)]),
  };
}
