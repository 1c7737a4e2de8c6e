/** Limits of an answer. */
export interface AnswerLimits {
  /** Milliseconds from sending a request to the last byte of its answer. */
  readonly ms: number;
  /** Maximum bytes of a body, both as received and decoded. */
  readonly bytes: number;
}
