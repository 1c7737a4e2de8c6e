import type { Actor, Json } from '../../model.ts';
import type { ServiceUrls } from '../../openstack/catalog.ts';
import type { Project } from '../projects/own-project.ts';
import type { Secrets } from '../redact/secrets.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';

/** One deployment's part of a running scenario. */
export interface SideState {
  readonly connection: Connection;
  readonly project: Project;
  readonly variables: Map<string, Json>;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** Where an actor finds the services: where a URL names a project, it is the actor's own. */
export const urlsFor = (actor: Actor, { connection, project }: SideState): ServiceUrls =>
  actor === 'other' ? connection.keystone.urlsOf(project.otherId) : project.urls;
