/** A parameter with the space around it: a token, and a token or a quoted text. */
const PARAMETER =
  /^\s*;\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:[!#$%&'*+.^_`|~\w-]+|"(?:[^"\\\r\n]|\\[^\r\n])*")/;
/** What Go takes for a type: one token, or two with a slash. */
const TYPE = /^[!#$%&'*+.^_`|~\w-]+(?:\/[!#$%&'*+.^_`|~\w-]+)?$/;
const HEADER_MAX = 8192;

/**
 * The media type that a Content-Type names, in lower case and without its parameters.
 * @returns undefined for what Go's mime package cannot parse
 */
export function mediaTypeOf(header: string): string | undefined {
  const [base = ''] = header.split(';', 1);
  const type = base.trim().toLowerCase();
  if (!TYPE.test(type) || header.length > HEADER_MAX) return undefined;
  const names = new Set<string>();
  let rest = header.slice(base.length);
  while (rest.trim() !== '') {
    const match = PARAMETER.exec(rest);
    // A semicolon at the end is nothing.
    if (match === null) return rest.trim() === ';' ? type : undefined;
    const name = (match[1] ?? '').toLowerCase();
    if (names.has(name)) return undefined;
    names.add(name);
    rest = rest.slice(match[0].length);
  }
  return type;
}
