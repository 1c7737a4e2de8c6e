export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

export const SERVICES = ['glance', 'nova'] as const;
export type Service = (typeof SERVICES)[number];

/** Who sends a request. Each scenario has its own projects and users for these. */
export const ACTORS = ['member', 'admin', 'reader', 'other', 'nobody'] as const;
export type Actor = (typeof ACTORS)[number];

export const SIDES = ['baseline', 'target'] as const;
export type Side = (typeof SIDES)[number];
export type PerSide<T> = { readonly [side in Side]: T };

/** A place in a file; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A failure as data. Only reporters render it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** How to fix it. */
  readonly fix?: string;
  readonly place?: Place;
  /** The lines around `place`, with a caret. */
  readonly frame?: string;
}

/** Compares texts by their code units, as databases do. `localeCompare` depends on the machine. */
export const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
