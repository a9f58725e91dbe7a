import { perlClass } from './classes.ts';
import type { Assertion, CharTest, Node } from './syntax.ts';
import { PatternError, parsePattern } from './syntax.ts';

/** A larger program is refused, as Go refuses it. */
const PROGRAM_MAX = 20_000;

interface CharStep {
  readonly op: 'char';
  readonly test: CharTest;
  next: number;
}

type Step =
  | CharStep
  | { readonly op: 'assert'; readonly assertion: Assertion; next: number }
  | { readonly op: 'fork'; next: number; other: number }
  | { readonly op: 'match' };

const isWord = perlClass('w') ?? (() => false);

/**
 * A regular expression in RE2's syntax that takes time in proportion to the text, whatever the
 * pattern: all ways to match are followed at once. JavaScript's own expressions can take forever,
 * and patterns and texts come from clients.
 */
export class LinearRegExp {
  readonly #program: Step[] = [];
  readonly #start: number;

  /** @throws PatternError */
  constructor(pattern: string) {
    this.#start = this.#compile(parsePattern(pattern), this.#add({ op: 'match' }));
  }

  /** Whether the expression matches anywhere in the text. */
  test(text: string): boolean {
    const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0);
    let threads = new Threads(this.#program);
    let following = new Threads(this.#program);
    for (let at = 0; at <= codes.length; at++) {
      if (threads.add(this.#start, codes, at)) return true;
      const code = codes[at];
      if (code === undefined) return false;
      following.clear();
      for (const index of threads.waiting) {
        const step = this.#program[index];
        if (step?.op === 'char' && step.test(code) && following.add(step.next, codes, at + 1)) {
          return true;
        }
      }
      [threads, following] = [following, threads];
    }
    return false;
  }

  /** The texts of the leftmost matches that do not overlap, at most so many. */
  find(text: string, max: number): string[] {
    const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0);
    const found: string[] = [];
    let from = 0;
    let previousEnd = -1;
    while (found.length < max && from <= codes.length) {
      const match = this.#search(codes, from);
      if (match === undefined) break;
      const { start, end } = match;
      // Go leaves out an empty match right behind the one before it.
      if (end > start || start !== previousEnd) {
        found.push(
          codes
            .slice(start, end)
            .map((code) => String.fromCodePoint(code))
            .join(''),
        );
      }
      previousEnd = end;
      from = end > start ? end : end + 1;
    }
    return found;
  }

  /** Follows all ways at once, the preferred first; the best that ends in a match wins. */
  #search(codes: readonly number[], from: number): Match | undefined {
    let threads = new OrderedThreads(this.#program);
    let following = new OrderedThreads(this.#program);
    let best: Match | undefined;
    for (let at = from; at <= codes.length; at++) {
      if (best === undefined && threads.matched === undefined) {
        threads.add(this.#start, at, codes, at);
      }
      if (threads.matched !== undefined) best = { start: threads.matched, end: at };
      const code = codes[at];
      if (code === undefined || threads.waiting.length === 0) break;
      following.clear();
      for (const { step, start } of threads.waiting) {
        if (step.test(code)) following.add(step.next, start, codes, at + 1);
        if (following.matched !== undefined) break;
      }
      [threads, following] = [following, threads];
    }
    return best;
  }

  #add(step: Step): number {
    if (this.#program.length >= PROGRAM_MAX) throw new PatternError('expression too large');
    return this.#program.push(step) - 1;
  }

  /** @returns where the node begins; behind it the program goes on at `next` */
  #compile(node: Node, next: number): number {
    switch (node.type) {
      case 'char':
        return this.#add({ op: 'char', test: node.test, next });
      case 'assert':
        return this.#add({ op: 'assert', assertion: node.assertion, next });
      case 'all':
        return node.nodes.reduceRight((after, each) => this.#compile(each, after), next);
      case 'any': {
        const starts = node.nodes.map((each) => this.#compile(each, next));
        return starts.reduceRight((other, start) => this.#add({ op: 'fork', next: start, other }));
      }
      case 'repeat':
        return this.#repeat(node, next);
      default:
        return node satisfies never;
    }
  }

  #repeat({ node, min, max, lazy }: Node & { readonly type: 'repeat' }, next: number): number {
    let start = next;
    if (max === Number.POSITIVE_INFINITY) {
      const loop: Step = { op: 'fork', next, other: next };
      start = this.#add(loop);
      const body = this.#compile(node, start);
      if (lazy) loop.other = body;
      else loop.next = body;
    } else {
      for (let i = min; i < max; i++) {
        const body = this.#compile(node, start);
        const [first, second] = lazy ? [next, body] : [body, next];
        start = this.#add({ op: 'fork', next: first, other: second });
      }
    }
    for (let i = 0; i < min; i++) start = this.#compile(node, start);
    return start;
  }
}

/** The places in the program that are waiting for the same character. */
class Threads {
  readonly waiting: number[] = [];
  readonly #program: readonly Step[];
  readonly #seen: Uint32Array;
  #round = 1;

  constructor(program: readonly Step[]) {
    this.#program = program;
    this.#seen = new Uint32Array(program.length);
  }

  clear(): void {
    this.waiting.length = 0;
    this.#round++;
  }

  /** Follows everything that needs no character. @returns whether it comes to the match */
  add(start: number, codes: readonly number[], at: number): boolean {
    const open = [start];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#seen[index] === this.#round) continue;
      this.#seen[index] = this.#round;
      const step = this.#program[index];
      if (step === undefined) continue;
      if (step.op === 'match') return true;
      if (step.op === 'char') this.waiting.push(index);
      else if (step.op === 'fork') open.push(step.other, step.next);
      else if (holds(step.assertion, codes, at)) open.push(step.next);
    }
    return false;
  }
}

interface Match {
  readonly start: number;
  readonly end: number;
}

/** Threads in the order of preference, each with the place its match began at. */
class OrderedThreads {
  readonly waiting: { readonly step: CharStep; readonly start: number }[] = [];
  /** Where the match began that the preferred of all threads has come to. */
  matched: number | undefined;
  readonly #program: readonly Step[];
  readonly #seen: Uint32Array;
  #round = 1;

  constructor(program: readonly Step[]) {
    this.#program = program;
    this.#seen = new Uint32Array(program.length);
  }

  clear(): void {
    this.waiting.length = 0;
    this.matched = undefined;
    this.#round++;
  }

  /** Follows everything that needs no character, until a match makes the rest pointless. */
  add(from: number, start: number, codes: readonly number[], at: number): void {
    const open = [from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#seen[index] === this.#round) continue;
      this.#seen[index] = this.#round;
      const step = this.#program[index];
      if (step === undefined) continue;
      if (step.op === 'match') {
        this.matched = start;
        return;
      }
      if (step.op === 'char') this.waiting.push({ step, start });
      else if (step.op === 'fork') open.push(step.other, step.next);
      else if (holds(step.assertion, codes, at)) open.push(step.next);
    }
  }
}

function holds(assertion: Assertion, codes: readonly number[], at: number): boolean {
  switch (assertion) {
    case 'textStart':
      return at === 0;
    case 'textEnd':
      return at === codes.length;
    case 'lineStart':
      return at === 0 || codes[at - 1] === 10;
    case 'lineEnd':
      return at === codes.length || codes[at] === 10;
    case 'word':
      return isWord(codes[at - 1] ?? -1) !== isWord(codes[at] ?? -1);
    case 'noWord':
      return isWord(codes[at - 1] ?? -1) === isWord(codes[at] ?? -1);
    default:
      return assertion satisfies never;
  }
}
