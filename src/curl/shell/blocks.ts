const OPENING: Readonly<Record<string, string>> = {
  for: 'a loop',
  while: 'a loop',
  until: 'a loop',
  select: 'a loop',
  if: 'a condition',
  case: 'a condition',
};
const CLOSING = ['done', 'fi', 'esac', '}'];
/** Words before a command that are not part of it. */
const PASSED = ['then', 'do', 'else', 'elif', '!', 'time', '{', 'sudo', 'nohup', 'command', 'exec', 'env'];

interface Block {
  readonly at: number;
  /** Description, such as `a loop`; empty if the block always runs once. */
  readonly what: string;
  readonly functionName?: string;
  /** Whether its condition is being read, which always runs. */
  isCondition: boolean;
}

const BEGINS_BODY = ['then', 'do'];

/** Tracks the loop, condition or function around the commands of a script, word by word. */
export class Blocks {
  readonly #open: Block[] = [];
  /** The function whose `{` is expected next. */
  #function: string | undefined;

  /** The innermost block that may run a command not exactly once. */
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

  /** Whether a word in command position belongs to the shell's syntax. */
  takes(word: string, at: number): boolean {
    const what = OPENING[word];
    if (what) {
      const isCondition = word === 'if' || word === 'while' || word === 'until';
      this.#open.push({ at, what, isCondition });
      // The variable of a `for` remains as the name of an unknown command.
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
        functionName,
      });
      this.#function = undefined;
    }
    if (CLOSING.includes(word)) this.#open.pop();
    return CLOSING.includes(word) || PASSED.includes(word);
  }

  /** Called after `name()` was read. */
  beginFunction(name: string): void {
    this.#function = name;
  }
}
