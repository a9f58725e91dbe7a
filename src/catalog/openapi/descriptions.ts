import { readdirSync, readFileSync } from 'node:fs';

/** Our own words for types and fields; what nobody described has none. */
export interface Descriptions {
  ofType(name: string): string | undefined;
  ofField(type: string, field: string): string | undefined;
}

/** A file of `openapi/descriptions`: type → field → sentence; the empty field is the type itself. */
type DescriptionFile = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Reads all files of a folder when the first description is asked for.
 * @param folder `openapi/descriptions` of the package, ending in a slash
 */
export function loadDescriptions(folder: URL): Descriptions {
  let all: DescriptionFile | undefined;
  const read = (): DescriptionFile => {
    all ??= Object.assign(
      {},
      ...readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .toSorted()
        .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as DescriptionFile),
    ) as DescriptionFile;
    return all;
  };
  return {
    ofType: (name) => read()[name]?.[''],
    ofField: (type, field) => read()[type]?.[field],
  };
}
