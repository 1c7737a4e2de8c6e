/**
 * The data that this tool passes around: readonly and JSON-safe, so that every value can be stored in the run file
 * unchanged. docs/architecture.md defines the words.
 */

export * from './model/answer-limits.ts';
export * from './model/basics.ts';
export * from './model/deployment.ts';
export * from './model/exact-number.ts';
export * from './model/exchange.ts';
export * from './model/gaps.ts';
export * from './model/history.ts';
export * from './model/inventory.ts';
export * from './model/json-text.ts';
export * from './model/packed-json.ts';
export * from './model/release.ts';
export * from './model/results.ts';
export * from './model/scenario.ts';
export * from './model/trace.ts';
export * from './model/words.ts';
