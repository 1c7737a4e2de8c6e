import type { Reading } from '../graph/describe.ts';
import type { FieldKind } from '../text/field.ts';
import { type Form, Scanner } from '../text/scanner.ts';

/** A part of a text: literal, or of one of the forms. */
export interface Part {
  readonly form: Form;
  /** What it is compared by: the text itself, or the key of an id. */
  readonly key: string;
  readonly ms?: number;
  readonly format?: number;
}

/** The parts of a text, its deployment's own strings replaced; what the client chose is literal. */
export function partsOf(written: string, kind: FieldKind | undefined, reading: Reading): Part[] {
  if (kind === 'secret' && !reading.isChosen(written)) return [{ form: 'secret', key: written }];
  const text = reading.replaceOwn(written);
  const scanner = new Scanner(reading);
  scanner.scan(text, kind);
  const parts: Part[] = [];
  let end = 0;
  const literal = (from: number, to: number) => {
    if (to > from) parts.push({ form: 'text', key: text.slice(from, to) });
  };
  for (let index = 0; index < scanner.count; index++) {
    const [from, to, form] = [
      scanner.start[index] as number,
      scanner.end[index] as number,
      scanner.form[index] as Form,
    ];
    const part = text.slice(from, to);
    literal(end, from);
    end = to;
    if (form === 'time') {
      const [ms, format] = [scanner.ms[index] as number, scanner.format[index] as number];
      parts.push(
        reading.isChosenTime(ms) ? { form: 'text', key: `${format} ${ms}` } : { form, key: '', ms, format },
      );
      continue;
    }
    const key =
      form === 'number' ? (scanner.key[index] as string) : form === 'secret' ? part : part.toLowerCase();
    parts.push(reading.isChosen(key) ? { form: 'text', key: part } : { form, key });
  }
  literal(end, text.length);
  return parts;
}
