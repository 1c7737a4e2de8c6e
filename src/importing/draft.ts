import type { Actor, Inventories, InventoryEndpoint, Json, Method, Service } from '../model.ts';

/** A step of a scenario that is being made. */
export interface DraftStep {
  readonly name?: string;
  readonly as?: Actor;
  readonly method: Method;
  path: string;
  readonly microversion?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly json: Json } | { readonly text: string };
  readonly unrouted?: true;
  status?: number;
  poll?: { readonly path: string; readonly state: string } | { readonly status: number };
  readonly capture: Map<string, string>;
}

export interface Draft {
  readonly service: Service;
  readonly steps: readonly DraftStep[];
  readonly cleanup: readonly DraftStep[];
  readonly vars: ReadonlyMap<string, string>;
}

export interface Knowledge {
  readonly inventories: Inventories;
  /** Names of the variables that every scenario has. */
  readonly builtIn: readonly string[];
  readonly isSecret: (name: string) => boolean;
  /** The text of a file beside what is imported; undefined for one that is not there, or is no text. */
  readonly readFile: (name: string) => string | undefined;
  /** Who has to call an endpoint for it to succeed. */
  readonly actorOf: (endpoint: InventoryEndpoint, service: Service) => Actor | undefined;
}
