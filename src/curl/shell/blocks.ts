const OPENING: Readonly<Record<string, string>> = {
  for: 'a loop',
  while: 'a loop',
  until: 'a loop',
  select: 'a loop',
  if: 'a condition',
  case: 'a condition',
  function: 'a function',
};
const CLOSING = ['done', 'fi', 'esac', '}'];
/** Words before a command that are none of it. */
const PASSED = ['then', 'do', 'else', 'elif', '!', 'time', '{', 'sudo', 'nohup', 'command', 'exec', 'env'];

/** Which loop, condition or function the commands of a script are in, as their words are read one by one. */
export class Blocks {
  readonly #open: string[] = [];
  #isFunction = false;

  get within(): string | undefined {
    return this.#open.find((each) => each !== '');
  }

  /** Whether a word at the place of a command's name belongs to the shell, and not to the command. */
  takes(word: string): boolean {
    const opened = OPENING[word];
    if (opened) {
      this.#open.push(opened);
      // What a `for` runs over is a word that names no command: it stays behind as one that nobody knows.
      return word !== 'for' && word !== 'case' && word !== 'select';
    }
    if (word === '{') this.#open.push(this.#isFunction ? 'a function' : '');
    if (word === '{') this.#isFunction = false;
    if (CLOSING.includes(word)) this.#open.pop();
    return CLOSING.includes(word) || PASSED.includes(word);
  }

  /** `name()` was read. */
  beginFunction(): void {
    this.#isFunction = true;
  }
}
