import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** Our own words for types and fields; what nobody described has none. */
export interface Descriptions {
  ofType(name: string): string | undefined;
  ofField(type: string, field: string): string | undefined;
  /** Differs when any description does. */
  readonly fingerprint: string;
}

/** A file of `openapi/descriptions`: type → field → sentence; the empty field is the type itself. */
type DescriptionFile = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Reads all files of a folder when the first description is asked for.
 * @param folder `openapi/descriptions` of the package, ending in a slash
 */
export function loadDescriptions(folder: URL): Descriptions {
  return new FileDescriptions(folder);
}

class FileDescriptions implements Descriptions {
  readonly #folder: URL;
  #texts: readonly string[] | undefined;
  #all: DescriptionFile | undefined;
  #fingerprint: string | undefined;

  constructor(folder: URL) {
    this.#folder = folder;
  }

  ofType(name: string): string | undefined {
    return this.#read()[name]?.[''];
  }

  ofField(type: string, field: string): string | undefined {
    return this.#read()[type]?.[field];
  }

  get fingerprint(): string {
    this.#fingerprint ??= createHash('sha256').update(this.#load().join('\n')).digest('hex');
    return this.#fingerprint;
  }

  #read(): DescriptionFile {
    this.#all ??= Object.assign(
      {},
      ...this.#load().map((text) => JSON.parse(text) as DescriptionFile),
    ) as DescriptionFile;
    return this.#all;
  }

  #load(): readonly string[] {
    this.#texts ??= readdirSync(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => readFileSync(new URL(name, this.#folder), 'utf8'));
    return this.#texts;
  }
}
