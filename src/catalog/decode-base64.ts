/** Text that is no base64; the message is that of Go's encoding/base64. */
export class Base64Error extends Error {
  constructor(offset: number) {
    super(`illegal base64 data at input byte ${offset}`);
  }
}

const PAD = 0x3d;

/**
 * Standard base64 the way Go writes it back: line breaks and unused bits are dropped.
 * @throws Base64Error
 */
export function canonicalBase64(text: string): string {
  const canonical = Buffer.from(text, 'base64').toString('base64');
  // Node reads anything; only text that comes back unchanged is known to be base64.
  if (canonical === text) return text;
  checkBase64(Buffer.from(text));
  return canonical;
}

/** Reports the byte that Go reports, which is not always the first odd one. */
function checkBase64(bytes: Buffer): void {
  let at = 0;
  for (;;) {
    let place = 0;
    while (place < 4) {
      const byte = bytes[at];
      if (byte === undefined) {
        if (place === 0) return;
        throw new Base64Error(at - place);
      }
      at++;
      if (isDigit(byte)) place++;
      else if (byte === PAD) return checkPadding(bytes, at, place);
      else if (!isLineBreak(byte)) throw new Base64Error(at - 1);
    }
  }
}

/** @param at the byte behind the first `=`, which stands at `place` of its four */
function checkPadding(bytes: Buffer, at: number, place: number): void {
  if (place < 2) throw new Base64Error(at - 1);
  let next = at;
  if (place === 2) {
    next = skipLineBreaks(bytes, next);
    if (next === bytes.length) throw new Base64Error(bytes.length);
    if (bytes[next] !== PAD) throw new Base64Error(next - 1);
    next++;
  }
  next = skipLineBreaks(bytes, next);
  if (next < bytes.length) throw new Base64Error(next);
}

function skipLineBreaks(bytes: Buffer, start: number): number {
  let at = start;
  while (isLineBreak(bytes[at])) at++;
  return at;
}

function isLineBreak(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function isDigit(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2f
  );
}
