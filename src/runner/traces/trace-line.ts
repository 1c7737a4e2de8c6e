import { Ajv, type ValidateFunction } from 'ajv';
import schema from '../../../schemas/trace-line.schema.json' with { type: 'json' };
import type { ProbeError, TraceEvent } from '../../model.ts';

type UnassignedEvent = { readonly kind: TraceEvent['kind']; readonly request?: string };

let validate: ValidateFunction | undefined;

/**
 * Parses a line of the probe's file and checks it against schemas/trace-line.schema.json. `request` is absent for an
 * event outside a request.
 * @throws Error that says what is wrong with the line
 */
export function parseTraceLine(line: string): UnassignedEvent | ProbeError {
  validate ??= new Ajv({ strictTypes: false, validateSchema: false }).compile(schema);
  const read: unknown = JSON.parse(line);
  if (validate(read)) return read as TraceEvent | ProbeError;
  const [error] = validate.errors ?? [];
  throw new Error(`${error?.instancePath || 'the event'} ${error?.message ?? 'is not one'}`);
}
