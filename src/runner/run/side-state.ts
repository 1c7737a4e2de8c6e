import type { Actor, Json } from '../../model.ts';
import type { ServiceUrls } from '../../openstack/catalog.ts';
import type { Project } from '../projects/own-project.ts';
import type { Secrets } from '../redact/secrets.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';

/** The state of a running scenario on one deployment. */
export interface SideState {
  readonly connection: Connection;
  readonly project: Project;
  readonly variables: Map<string, Json>;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** An actor's service URLs. A project id in a URL is that of the actor's project. */
export const urlsFor = (actor: Actor, { connection, project }: SideState): ServiceUrls =>
  actor === 'other' ? connection.keystone.urlsOf(project.otherId) : project.urls;
