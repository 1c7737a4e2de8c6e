import type { Actor, Inventories, InventoryEndpoint, Json, Method, Service } from '../model.ts';

/** A step of a scenario under construction. */
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
  /** Reads a text file next to the imported one; undefined if it does not exist or is not text. */
  readonly readFile: (name: string) => string | undefined;
  /** The actor that an endpoint needs in order to succeed. */
  readonly actorOf: (endpoint: InventoryEndpoint, service: Service) => Actor | undefined;
}
