/** One block between `-----BEGIN X-----` and `-----END X-----`. */
export interface PemBlock {
  readonly type: string;
  /** It begins with `Name: value` lines. */
  readonly hasHeaders: boolean;
  readonly bytes: Buffer;
}

const BEGIN = '-----BEGIN ';
const END = '\n-----END ';
const DASHES = '-----';

/** All blocks of a text as Go finds them: what is none of them is passed over. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let at = 0; ; ) {
    const begin = beginAfter(text, at);
    if (begin === -1) return blocks;
    const lineEnd = endOfLine(text, begin);
    const line = text.slice(begin + BEGIN.length, lineEnd).trimEnd();
    at = begin + BEGIN.length;
    if (!line.endsWith(DASHES)) continue;
    const type = line.slice(0, -DASHES.length);
    const end = text.indexOf(END, lineEnd);
    if (end === -1) return blocks;
    // Whatever is wrong with this one, the next begins behind its end, so that nothing is read twice.
    at = end + 1;
    const closing = text.slice(end + END.length, endOfLine(text, end + 1)).trimEnd();
    const body = text.slice(lineEnd + 1, end);
    const { base64, hasHeaders } = withoutHeaders(body);
    if (closing !== `${type}${DASHES}` || !isBase64(base64)) continue;
    blocks.push({ type, hasHeaders, bytes: Buffer.from(base64, 'base64') });
  }
}

function beginAfter(text: string, at: number): number {
  if (at === 0 && text.startsWith(BEGIN)) return 0;
  const found = text.indexOf(`\n${BEGIN}`, Math.max(0, at - 1));
  return found === -1 ? -1 : found + 1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function withoutHeaders(body: string): { base64: string; hasHeaders: boolean } {
  const lines = body.split('\n');
  const first = lines.findIndex((line) => !line.includes(':'));
  const rest = first === -1 ? [] : lines.slice(first);
  return { base64: rest.join('').replace(/\s+/g, ''), hasHeaders: first !== 0 };
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** DER as PEM, in lines of 64 characters. */
export function pemText(type: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${type}-----\n`;
}
