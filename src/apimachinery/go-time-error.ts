/** A refused time or duration; the message is that of Go's time package. */
export class TimeError extends Error {}

/** As Go's time package quotes. @param text a byte a character */
export function quoteBytes(text: string): string {
  const escaped = text.replace(/["\\]|[^ -\x7f]/g, (char) =>
    char === '"' || char === '\\'
      ? `\\${char}`
      : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${escaped}"`;
}
