/** How much of an answer is waited for. */
export interface AnswerLimits {
  /** Milliseconds from sending a request to the last byte of its answer. */
  readonly ms: number;
  /** Bytes of a body, as they come and once they are decoded. */
  readonly bytes: number;
}
