import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The SQL files that the store is built with. */
export const MIGRATIONS = new URL('../../migrations/', import.meta.url);

/** Folders for files of tests; all are removed by `clear`. */
export class TemporaryFolders {
  readonly #folders: string[] = [];

  file(name = 'store.db'): string {
    const folder = mkdtempSync(join(tmpdir(), 'kubedouble-store-'));
    this.#folders.push(folder);
    return join(folder, name);
  }

  clear(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}
