/** Names of variables, each given once. */
export class Names {
  readonly #taken: Set<string>;

  /** @param taken names that every scenario has */
  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** A free name: the one that is wanted, or one like it. */
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
