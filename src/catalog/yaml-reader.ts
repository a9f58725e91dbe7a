import { isUtf8 } from 'node:buffer';

/** YAML that cannot be read; the message is that of Go's yaml package. */
export class YamlError extends Error {
  constructor(problem: string, line = 0) {
    super(`yaml: ${line === 0 ? '' : `line ${line}: `}${problem}`);
    this.name = 'YamlError';
  }
}

/** Upstream reads its input in blocks of this size, and refuses a block for one bad character. */
const BLOCK_BYTES = 512;
const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The characters of a YAML text, and the place among them. The end reads as character 0. */
export class YamlReader {
  readonly #text: string;
  /** What is wrong behind the end of the text. */
  readonly #behind: string | undefined;
  at = 0;
  /** Counts from 0, as does the column. */
  line = 0;
  column = 0;

  constructor(bytes: Buffer) {
    const bad = findBadByte(bytes);
    this.#behind = bad?.problem;
    const end = bad === undefined ? bytes.length : bad.at - (bad.at % BLOCK_BYTES);
    const text = bytes.toString('utf8', 0, end);
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  /** The character so many places ahead. */
  code(ahead = 0): number {
    const at = this.at + ahead;
    if (at < this.#text.length) return this.#text.charCodeAt(at);
    if (this.#behind !== undefined) throw new YamlError(this.#behind);
    return 0;
  }

  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }

  /** Moves over characters that are no line breaks. */
  skip(count = 1): void {
    this.at += count;
    this.column += count;
  }

  /** Reads a line break, which all but the Unicode separators become "\n"; '' when there is none. */
  lineBreak(): string {
    const code = this.code();
    if (!isBreak(code)) return '';
    this.at += code === 0x0d && this.code(1) === 0x0a ? 2 : 1;
    this.line++;
    this.column = 0;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.skip();
  }

  skipComment(): void {
    if (this.code() !== 0x23) return;
    while (!isBreakOrEnd(this.code())) this.skip();
  }

  /** `---` or `...` at the beginning of a line. */
  atDocumentIndicator(): boolean {
    const code = this.code();
    return (
      this.column === 0 &&
      (code === 0x2d || code === 0x2e) &&
      this.code(1) === code &&
      this.code(2) === code &&
      isBlankOrEnd(this.code(3))
    );
  }

  /** A problem of the scanner, which counts lines from 1 except in the first one. */
  fail(problem: string): never {
    throw new YamlError(problem, this.line === 0 ? 0 : this.line + 1);
  }
}

/** The codes of the characters of a text, to look others up in. */
export function codesOf(text: string): ReadonlySet<number> {
  return new Set(Array.from(text, (char) => char.charCodeAt(0)));
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

export function isBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return isBlank(code) || isBreakOrEnd(code);
}

interface BadByte {
  readonly at: number;
  readonly problem: string;
}

function findBadByte(bytes: Buffer): BadByte | undefined {
  const badUtf8 = isUtf8(bytes) ? undefined : findBadUtf8(bytes);
  const text = bytes.toString('utf8', 0, badUtf8?.at);
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden === null) return badUtf8;
  const at = Buffer.byteLength(text.slice(0, forbidden.index));
  return { at, problem: 'control characters are not allowed' };
}

function findBadUtf8(bytes: Buffer): BadByte | undefined {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    if ((first & 0xc0) === 0x80 || first >= 0xf8) {
      return { at, problem: 'invalid leading UTF-8 octet' };
    }
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (at + length > bytes.length) return { at, problem: 'incomplete UTF-8 octet sequence' };
    const sequence = bytes.subarray(at, at + length);
    if (length > 1 && !isUtf8(sequence)) {
      const trails = sequence.subarray(1).every((byte) => (byte & 0xc0) === 0x80);
      const problem = trails
        ? 'invalid length of a UTF-8 sequence'
        : 'invalid trailing UTF-8 octet';
      return { at, problem };
    }
    at += length;
  }
  return undefined;
}
