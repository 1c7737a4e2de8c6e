interface Source {
  readonly type: string;
  readonly path: string;
}
export const SCHEMAS: Readonly<Record<string, Source>>;
export function schemaText(source: Source): string;
