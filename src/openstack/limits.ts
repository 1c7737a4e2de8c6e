/** How much of an answer is waited for. */
export interface AnswerLimits {
  /** Milliseconds from sending a request to the last byte of its answer. */
  readonly ms: number;
  /** Bytes of a body, as they come and once they are decoded. */
  readonly bytes: number;
}

export const DEFAULT_LIMITS: AnswerLimits = { ms: 60_000, bytes: 64 * 2 ** 20 };

export const megabytes = (bytes: number): string => `${Number((bytes / 2 ** 20).toFixed(1))} MB`;
export const seconds = (ms: number): string => `${ms / 1000} s`;
