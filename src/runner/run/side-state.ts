import type { Json } from '../../model.ts';
import type { Project } from '../projects/own-project.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import type { Secrets } from './redact.ts';

/** One deployment's part of a running scenario. */
export interface SideState {
  readonly connection: Connection;
  readonly project: Project;
  readonly variables: Map<string, Json>;
  readonly secrets: Secrets;
  readonly clock: Clock;
}
