const HOST_LABEL_MAX = 63;
const HOST_MAX = 255;
const ONE_LABEL = /^[a-zA-Z0-9\p{S}\p{L}]-?[a-zA-Z0-9\p{S}\p{L}]{0,62}$/u;
const MANY_LABELS =
  /^(?:[a-zA-Z0-9\p{S}\p{L}](?:[a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?\.)+[a-zA-Z\p{L}]{2,63}$/u;

/** A name without dots may have a dash behind its first character alone. */
export function isHostname(text: string): boolean {
  if (Buffer.byteLength(text) > HOST_MAX) return false;
  if (!ONE_LABEL.test(text) && !MANY_LABELS.test(text)) return false;
  return text.split('.').every((label) => Buffer.byteLength(label) <= HOST_LABEL_MAX);
}

const ATOM = String.raw`[^\s\p{Cc}()<>[\]:;@\\,"]+`;
const DOT_ATOM = new RegExp(String.raw`^(?!\.)(?!.*\.\.)${ATOM}(?<!\.)`, 'u');
const LOOSE_ATOM = new RegExp(`^${ATOM}`, 'u');
const QUOTED = /^"(?:\t|[^\p{Cc}"\\]|\\(?:\t|\P{Cc}))*"/u;
const LITERAL = /^\[[^\s[\]\\\p{Cc}]*\]/u;
const SPACE = /^[ \t]+/;
const COMMENTS_MAX = 100;

/** An address as mails have it: `a@b.c`, `"A B" <a@b.c>`, `a@b.c (A B)`. */
export function isEmail(text: string): boolean {
  const input = new AddressInput(text);
  input.skip(SPACE);
  if (input.takeAddress()) return input.isAtEnd();
  if (!input.isAt('<') && !input.takePhrase()) return false;
  return input.take('<') && input.takeAddress() && input.take('>') && input.isAtEnd();
}

class AddressInput {
  #rest: string;

  constructor(text: string) {
    this.#rest = text;
  }

  isAt(text: string): boolean {
    return this.#rest.startsWith(text);
  }

  skip(pattern: RegExp): boolean {
    const [found] = pattern.exec(this.#rest) ?? [];
    if (found === undefined) return false;
    this.#rest = this.#rest.slice(found.length);
    return true;
  }

  take(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.#rest = this.#rest.slice(text.length);
    return true;
  }

  /** Spaces and comments may still stand there. */
  isAtEnd(): boolean {
    for (let count = 0; count < COMMENTS_MAX; count++) {
      this.skip(SPACE);
      if (this.#rest === '') return true;
      if (!this.#skipComment()) return false;
    }
    return false;
  }

  /** `local@domain`; without one, nothing is taken. */
  takeAddress(): boolean {
    const before = this.#rest;
    this.skip(SPACE);
    const hasLocal = this.isAt('"') ? !this.isAt('""') && this.skip(QUOTED) : this.skip(DOT_ATOM);
    const isOne = hasLocal && this.take('@') && this.#takeDomain();
    if (!isOne) this.#rest = before;
    return isOne;
  }

  /** The name of who has the address, with the space behind it. */
  takePhrase(): boolean {
    let words = 0;
    do {
      this.skip(SPACE);
      if (!(this.isAt('"') ? this.skip(QUOTED) : this.skip(LOOSE_ATOM))) break;
      words++;
    } while (this.#rest !== '');
    return words > 0;
  }

  #takeDomain(): boolean {
    this.skip(SPACE);
    return this.isAt('[') ? this.skip(LITERAL) : this.skip(DOT_ATOM);
  }

  #skipComment(): boolean {
    if (!this.isAt('(')) return false;
    let depth = 0;
    for (let at = 0; at < this.#rest.length; at++) {
      const char = this.#rest[at];
      if (char === '\\') at++;
      else if (char === '(') depth++;
      else if (char === ')' && --depth === 0) {
        this.#rest = this.#rest.slice(at + 1);
        return true;
      }
    }
    return false;
  }
}
