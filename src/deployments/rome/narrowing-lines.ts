import type { Cell, Narrowed } from '../../model.ts';

/** A line that python/narrow prints. */
export type NarrowingAnswer = { readonly id: string } & (
  | ({ readonly outcome: 'narrowed' } & Narrowed)
  | { readonly outcome: 'copied' }
  /** `returned`: the number of rows that the statement reads, or that a write leaves. */
  | { readonly outcome: 'same'; readonly returned: number }
  | { readonly outcome: 'unable'; readonly why: string }
);

/** A line that it reads. Paths are absolute. */
export type NarrowingRequest =
  | { readonly copy: readonly { readonly from: string; readonly to: string }[] }
  | {
      readonly seconds: number;
      readonly asked: number;
      /** Folder with the forms of statements, which the baseline's probe wrote. */
      readonly forms: string;
      readonly given: Readonly<Record<string, Cell>>;
      /** Databases that may have the statement's tables. */
      readonly databases: readonly {
        readonly models: string;
        /** Path of an SQLite file. */
        readonly rows: string;
        /** URL of the store. */
        readonly rome: string;
        /** Path of the service's discovery copy, which may change its ROME. */
        readonly copy?: string | undefined;
      }[];
      readonly profile: Readonly<Record<string, string>>;
    };
