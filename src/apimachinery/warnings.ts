/** All warnings of an answer together; past this each is shortened, and then left out. */
const TOTAL_RUNES_MAX = 4096;
const SHORT_RUNES_MAX = 256;

/** The warnings of one answer, each once, in the order in which they were given. */
export class WarningSet {
  #texts: Set<string> | undefined;

  add(text: string): void {
    if (text === '') return;
    this.#texts ??= new Set();
    this.#texts.add(text);
  }

  /** Values of the `Warning` header, one per warning. */
  headers(): string[] {
    if (this.#texts === undefined) return [];
    return headerValues([...this.#texts]);
  }
}

function headerValues(texts: readonly string[]): string[] {
  const runes = texts.map((text) => Array.from(text).length);
  const total = runes.reduce((sum, each) => sum + each, 0);
  if (total <= TOTAL_RUNES_MAX) return texts.map(headerValue);
  const values: string[] = [];
  let used = 0;
  for (const text of texts) {
    const short = Array.from(text).slice(0, SHORT_RUNES_MAX);
    if (used + short.length > TOTAL_RUNES_MAX) break;
    used += short.length;
    values.push(headerValue(short.join('')));
  }
  return values;
}

/** `299 - "text"`; control characters cannot stand in a header. */
function headerValue(text: string): string {
  const quoted = text.replace(/[\\"]/g, (char) => `\\${char}`).replace(/\p{Cc}/gu, ' ');
  // Header bytes: Node writes latin1, clients read UTF-8.
  return `299 - "${Buffer.from(quoted, 'utf8').toString('latin1')}"`;
}
