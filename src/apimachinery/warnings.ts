/** When all warnings of an answer together have more characters, each is shortened. */
const TOTAL_LENGTH_MAX = 4096;
const SHORT_LENGTH_MAX = 256;

/** The warnings of one answer, each once, in the order in which they were given. */
export class WarningSet {
  /** Most answers have none. */
  #texts: Set<string> | undefined;
  #headers: string[] = [];
  #length = 0;
  #shortens = false;

  add(text: string): void {
    if (text === '' || this.#texts?.has(text) === true) return;
    if (this.#shortens && this.#length >= TOTAL_LENGTH_MAX) return;
    this.#texts ??= new Set();
    this.#texts.add(text);
    if (this.#shortens) {
      this.#push(shortened(text));
      return;
    }
    const length = lengthOf(text);
    if (this.#length + length <= TOTAL_LENGTH_MAX) {
      this.#push(text);
      return;
    }
    // What cannot stand in a header at all must not shorten the others.
    if (hasControls(text)) return;
    this.#shortens = true;
    this.#headers = [];
    this.#length = 0;
    for (const each of this.#texts) this.#push(shortened(each));
  }

  /** Values of the `Warning` header, one per warning. */
  headers(): readonly string[] {
    return this.#headers;
  }

  #push(text: string): void {
    if (hasControls(text)) return;
    this.#length += lengthOf(text);
    const quoted = text.replace(/[\\"]/g, '\\$&');
    // Node writes the characters of a header as bytes, and clients read UTF-8.
    this.#headers.push(`299 - "${Buffer.from(quoted).toString('latin1')}"`);
  }
}

/** Upstream leaves such warnings out. */
function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** In code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function shortened(text: string): string {
  if (text.length <= SHORT_LENGTH_MAX) return text;
  return Array.from(text.slice(0, 2 * SHORT_LENGTH_MAX))
    .slice(0, SHORT_LENGTH_MAX)
    .join('');
}
