const OPENING: Readonly<Record<string, string>> = {
  for: 'a loop',
  while: 'a loop',
  until: 'a loop',
  select: 'a loop',
  if: 'a condition',
  case: 'a condition',
};
const CLOSING = ['done', 'fi', 'esac', '}'];
/** Words before a command that are none of it. */
const PASSED = ['then', 'do', 'else', 'elif', '!', 'time', '{', 'sudo', 'nohup', 'command', 'exec', 'env'];

interface Block {
  readonly at: number;
  /** `a loop`; empty for what changes nothing. */
  readonly what: string;
  readonly functionName?: string;
  /** Its condition is read, which always runs. */
  isCondition: boolean;
}

const BEGINS_BODY = ['then', 'do'];

/** Which loop, condition or function the commands of a script are in, as their words are read one by one. */
export class Blocks {
  readonly #open: Block[] = [];
  /** The function whose `{` follows. */
  #function: string | undefined;

  /** The innermost construct that keeps a command from running once. */
  get within(): string | undefined {
    return this.#open.findLast(
      ({ what, functionName, isCondition }) => what !== '' && functionName === undefined && !isCondition,
    )?.what;
  }

  /** Offset of the innermost loop. */
  get loop(): number | undefined {
    return this.#open.findLast(({ what }) => what === 'a loop')?.at;
  }

  get functionName(): string | undefined {
    return this.#open.findLast(({ functionName }) => functionName !== undefined)?.functionName;
  }

  /** Whether a word at the place of a command's name belongs to the shell, and not to the command. */
  takes(word: string, at: number): boolean {
    const what = OPENING[word];
    if (what) {
      const isCondition = word === 'if' || word === 'while' || word === 'until';
      this.#open.push({ at, what, isCondition });
      // What a `for` runs over is a word that names no command: it stays behind as one that nobody knows.
      return word !== 'for' && word !== 'case' && word !== 'select';
    }
    const last = this.#open.at(-1);
    if (last && (BEGINS_BODY.includes(word) || word === 'elif')) last.isCondition = false;
    if (word === '{') {
      const functionName = this.#function;
      this.#open.push({
        at,
        what: functionName === undefined ? '' : 'a function',
        isCondition: false,
        ...(functionName === undefined ? {} : { functionName }),
      });
      this.#function = undefined;
    }
    if (CLOSING.includes(word)) this.#open.pop();
    return CLOSING.includes(word) || PASSED.includes(word);
  }

  /** `name()` was read. */
  beginFunction(name: string): void {
    this.#function = name;
  }
}
