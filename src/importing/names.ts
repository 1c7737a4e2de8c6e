/** Hands out unique variable names. */
export class Names {
  readonly #taken: Set<string>;

  /** @param taken names that are already in use */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** Returns the wanted name, or a similar one if it is taken. */
  give(wanted: string): string {
    const base =
      wanted
        .toLowerCase()
        .replace(/\W+/g, '_')
        .replace(/^(?=\d)/, '_') || 'value';
    const own =
      this.#taken.has(base) && !/_\d+$/.test(base) && !this.#taken.has(`${base}_id`) ? `${base}_id` : base;
    let name = own;
    for (let number = 2; this.#taken.has(name); number++) name = `${own}_${number}`;
    this.#taken.add(name);
    return name;
  }
}
