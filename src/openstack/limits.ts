import type { AnswerLimits } from '../model.ts';

export const DEFAULT_LIMITS: AnswerLimits = { ms: 60_000, bytes: 64 * 2 ** 20 };

export const megabytes = (bytes: number): string => `${Number((bytes / 2 ** 20).toFixed(1))} MB`;
export const seconds = (ms: number): string => `${ms / 1000} s`;
