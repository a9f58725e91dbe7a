import { StoreError } from '../store.ts';

/** What SQLite's and the system's error codes mean to the user; the first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, (file: string) => string])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, (file) => `${file} is in use by another process`],
  [/^SQLITE_(NOTADB|CORRUPT)/, (file) => `${file} is damaged or no database`],
  [/^(SQLITE_FULL|ENOSPC)/, (file) => `no space left for ${file}`],
  [/^SQLITE_IOERR/, (file) => `${file} cannot be read or written`],
  [/^SQLITE_(READONLY|PERM|AUTH)/, (file) => `${file} may not be written`],
  [/^(SQLITE_CANTOPEN|ENOENT|ENOTDIR|EACCES|EPERM)/, (file) => `${file} cannot be opened`],
];

/** One line for the user, whatever went wrong with `file`. */
export function storeErrorOf(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const { code = '' } = (error ?? {}) as { readonly code?: string };
  const meaning = MEANINGS.find(([codes]) => codes.test(code))?.[1];
  const text = meaning === undefined ? `${file}: ${message}` : `${meaning(file)} (${message})`;
  return new StoreError(text, { cause: error });
}
