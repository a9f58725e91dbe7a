/** Names are told apart by letter case, as files are where upstream looks them up. */
let exactNames: ReadonlyMap<string, string> | undefined;

/** A name of the time zone database. */
export function isTimeZone(name: string): boolean {
  // Offsets are no names, though Intl takes them, and names of the database start with a capital.
  if (!name.split('/').every((part) => /^[A-Z]/.test(part))) return false;
  exactNames ??= new Map(
    Intl.supportedValuesOf('timeZone').map((each) => [each.toLowerCase(), each]),
  );
  const exact = exactNames.get(name.toLowerCase());
  if (exact !== undefined) return exact === name;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
