/** One `-----BEGIN …-----` block. */
export interface PemBlock {
  /** What stands behind BEGIN: `CERTIFICATE`. */
  readonly type: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Buffer;
}

const BEGIN = '-----BEGIN ';
const END = '\n-----END ';
const DASHES = '-----';
/** Everything but base64 and the white space that may stand in it. */
const FOREIGN = /[^A-Za-z0-9+/= \t\r\n]/g;

/**
 * All blocks of a text, as Go's encoding/pem finds them: what stands around them does not matter, and
 * a block that is not whole is text like any other.
 */
export function decodePem(input: Buffer): PemBlock[] {
  const text = input.toString('latin1');
  const blocks: PemBlock[] = [];
  const ends = new NextEnd(text);
  let at = 0;
  for (;;) {
    const begin = nextBegin(text, at);
    if (begin === -1) return blocks;
    const line = lineAt(text, begin);
    at = line.next;
    if (!line.text.endsWith(DASHES)) continue;
    const type = line.text.slice(0, -DASHES.length);
    const headed = readHeaders(text, at);
    if (headed === undefined) return blocks;
    at = headed.next;
    const block = readBody(text, at, { type, headers: headed.headers }, ends);
    if (block === undefined) continue;
    blocks.push(block.block);
    at = block.next;
  }
}

/** Where the next block may start, behind `BEGIN `; the first of all needs no line break in front. */
function nextBegin(text: string, from: number): number {
  if (text.startsWith(BEGIN, from)) return from + BEGIN.length;
  const found = text.indexOf(`\n${BEGIN}`, from);
  return found === -1 ? -1 : found + 1 + BEGIN.length;
}

/** The line without white space at its end, and where the next one starts. */
function lineAt(text: string, from: number): { text: string; next: number } {
  const lineBreak = text.indexOf('\n', from);
  const end = lineBreak === -1 ? text.length : lineBreak;
  let last = end;
  if (lineBreak > from && text[last - 1] === '\r') last--;
  while (last > from && (text[last - 1] === ' ' || text[last - 1] === '\t')) last--;
  return { text: text.slice(from, last), next: lineBreak === -1 ? end : end + 1 };
}

/** Undefined: the text ends before there is a body. */
function readHeaders(
  text: string,
  from: number,
): { headers: Map<string, string>; next: number } | undefined {
  const headers = new Map<string, string>();
  let at = from;
  while (at < text.length) {
    const line = lineAt(text, at);
    const colon = line.text.indexOf(':');
    if (colon === -1) return { headers, next: at };
    headers.set(line.text.slice(0, colon).trim(), line.text.slice(colon + 1).trim());
    at = line.next;
  }
  return undefined;
}

function readBody(
  text: string,
  from: number,
  { type, headers }: Omit<PemBlock, 'bytes'>,
  ends: NextEnd,
): { block: PemBlock; next: number } | undefined {
  // An empty body without headers has no line break of its own in front of END.
  const empty = headers.size === 0 && text.startsWith(END.slice(1), from);
  const end = empty ? from : ends.after(from);
  if (end === -1) return undefined;
  const trailer = end + (empty ? END.length - 1 : END.length);
  const closing = `${type}${DASHES}`;
  if (!text.startsWith(closing, trailer)) return undefined;
  const rest = lineAt(text, trailer + closing.length);
  if (rest.text !== '') return undefined;
  const bytes = decodeBody(text, from, end);
  if (bytes === undefined) return undefined;
  return { block: { type, headers, bytes }, next: rest.next };
}

function decodeBody(text: string, from: number, end: number): Buffer | undefined {
  // Looked for before anything is copied: a text of nothing but BEGIN lines takes linear time.
  FOREIGN.lastIndex = from;
  const foreign = FOREIGN.exec(text);
  if (foreign !== null && foreign.index < end) return undefined;
  const body = text.slice(from, end).replace(/[ \t\r\n]/g, '');
  if (body.length % 4 !== 0 || !/^[^=]*={0,2}$/.test(body)) return undefined;
  return Buffer.from(body, 'base64');
}

/** Remembers the last END found: each stretch of text is searched once. */
class NextEnd {
  readonly #text: string;
  #found: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** -1: there is none. */
  after(from: number): number {
    if (this.#found === -1) return -1;
    if (this.#found === undefined || this.#found < from) {
      this.#found = this.#text.indexOf(END, from);
    }
    return this.#found;
  }
}
