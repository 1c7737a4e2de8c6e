import type { Form } from '../text/forms.ts';
import type { TextReader } from '../text/text-reader.ts';

/** A part of a text: literal text, or a value of one of the forms. */
export interface Part {
  readonly form: Form;
  /** The value to compare: literal text, or the key of an id. */
  readonly key: string;
  readonly ms?: number;
  readonly format?: number;
}

/** Splits the text that was read into parts. Values that the client chose are literal. */
export function partsOf(reader: TextReader): Part[] {
  const { text } = reader;
  const parts: Part[] = reader.wrapping ? [{ form: 'text', key: reader.wrapping }] : [];
  let end = 0;
  const literal = (from: number, to: number) => {
    if (to > from) parts.push({ form: 'text', key: text.slice(from, to) });
  };
  for (let index = 0; index < reader.count; index++) {
    const [from, to] = [reader.start[index] as number, reader.end[index] as number];
    literal(end, from);
    end = to;
    const form = reader.form[index] as Form;
    const format = reader.format[index] as number;
    if (reader.isLiteral[index]) literal(from, to);
    else if (form === 'time') parts.push({ form, key: '', ms: reader.ms[index] as number, format });
    else parts.push({ form, key: reader.key[index] as string, format });
  }
  literal(end, text.length);
  return parts;
}
