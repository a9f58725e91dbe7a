import { RESERVED } from '../identifiers.ts';

const NAMES: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

const WORDS: Readonly<Record<string, string>> = {
  underscores: '__',
  dot: '.',
  dash: '-',
  slash: '/',
};

/** A property as expressions name it: `__namespace__`, `a__dash__b`; undefined: they cannot. */
export function escapeProperty(name: string): string | undefined {
  if (!/^[a-zA-Z_./-][a-zA-Z0-9_./-]*$/.test(name)) return undefined;
  if (RESERVED.has(name)) return `__${name}__`;
  return name.replaceAll(/__|[-./]/g, (part) => NAMES[part] ?? part);
}

/** The property that an expression names; undefined: there can be none. */
export function unescapeProperty(escaped: string): string | undefined {
  let isValid = true;
  const name = escaped.replaceAll(/__([^_]+)__/g, (part: string, word: string) => {
    const found = WORDS[word];
    if (found !== undefined) return found;
    if (!RESERVED.has(word) || part.length !== escaped.length) isValid = false;
    return word;
  });
  return isValid ? name : undefined;
}

/** Keywords may also be named as they are: `metadata.namespace`. */
export function propertyOf(field: string): string | undefined {
  return RESERVED.has(field) ? field : unescapeProperty(field);
}
