/** Files that this tool and a managed deployment's processes write for each other. */
import schema from '../../schemas/deployment-files.schema.json' with { type: 'json' };
import { Contracts } from '../contracts/contracts.ts';
import { HarnessError, messageOf } from '../errors.ts';
import type { Inventory, SharedResources, Survey } from '../model.ts';
import type { ProcessIdentity } from './processes/identity.ts';
import type { NarrowingAnswer } from './rome/narrowing-lines.ts';
import type { ManagedSpec } from './run-folder/managed-spec.ts';
import type { Ports } from './services/components.ts';
import type { Passwords } from './template/template-data.ts';

/** The record of a deployment in its run folder. */
export interface DeploymentRecord {
  readonly version: 1;
  readonly spec: ManagedSpec;
  /** Digest of everything that decides the deployment's answers. */
  readonly hash: string;
  readonly state: 'booting' | 'ready' | 'failed';
  readonly keep: boolean;
  readonly probe: boolean;
  readonly owner: ProcessIdentity;
  readonly processes: readonly (ProcessIdentity & { readonly name: string; readonly log: string })[];
  readonly ports: Ports;
}

/** `npm run schemas` generates schemas/deployment-files.schema.json from it. */
export interface DeploymentFiles {
  /** `deployment.json`, for later runs. */
  readonly deployment: DeploymentRecord;
  readonly passwords: Passwords;
  readonly shared: SharedResources;
  /** Written by python/rome/survey.py. */
  readonly survey: Survey;
  /** A line that python/narrow prints. */
  readonly narrowing: NarrowingAnswer;
  /** Printed by python/rome/profile.py: maps a failure mode to its constructs; null means all. */
  readonly failureModes: Readonly<Record<string, readonly string[] | null>>;
  /** Printed by python/managed/inventories. */
  readonly inventory: Inventory;
}

export const DEPLOYMENT_FILES = new Contracts<DeploymentFiles>(schema, 'DeploymentFiles');

/** Checks and parses text. @param from the program that wrote it, or its file @throws HarnessError BOOT_FAILED */
export function parseWritten<Name extends keyof DeploymentFiles>(
  name: Name,
  text: string,
  from: string,
): DeploymentFiles[Name] {
  try {
    return DEPLOYMENT_FILES.parse(name, text);
  } catch (error) {
    throw new HarnessError('BOOT_FAILED', `${from} has no valid ${name}: ${messageOf(error)}`, {
      fix: 'Another version of run-scenarios may have written it: run `run-scenarios down`, then run again.',
      cause: error,
    });
  }
}
