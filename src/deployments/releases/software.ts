import { newestRelease } from '../../shipped/locks.ts';
import type { Component } from '../services/components.ts';

/** Folders of checkouts, by the component that runs from them. That of `rome` contains another ROME. */
export type Sources = Readonly<Partial<Record<Component | 'rome', string>>>;

/** What a deployment's services run from. */
export interface Software {
  /** Release of OpenStack, or `debian` for the distribution's packages. Default: the newest release. */
  readonly release?: string;
  /** Checkouts that replace the release's code. */
  readonly source?: Sources;
}

export const releaseOf = ({ release }: Software): string => release ?? newestRelease();
