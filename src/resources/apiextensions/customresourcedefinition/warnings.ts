import { quote } from '../../../apimachinery/go-print.ts';
import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';
import { knownFormat } from '../../../catalog/custom/formats.ts';
import type { JsonSchema } from '../../../catalog/custom/json-schema.ts';
import { someSchema } from '../../../catalog/custom/json-schema.ts';

/** Formats of strings that nobody checks, as far as they are new. */
export function formatWarnings(
  next: CustomResourceDefinition,
  previous?: CustomResourceDefinition,
): string[] {
  const known = new Set(previous === undefined ? [] : unknownFormats(previous));
  const found = unknownFormats(next).filter((format) => !known.has(format));
  return found.map((format) => `unrecognized format ${quote(format)}`);
}

function unknownFormats({ spec }: CustomResourceDefinition): string[] {
  const formats: string[] = [];
  for (const { schema } of spec.versions ?? []) {
    const root = schema?.openAPIV3Schema as JsonSchema | undefined;
    if (root === undefined) continue;
    someSchema(root, ({ type, format }) => {
      const isUnknown =
        type === 'string' && Boolean(format) && knownFormat({ format }) === undefined;
      if (isUnknown && format !== undefined) formats.push(format);
      return false;
    });
  }
  return formats;
}
