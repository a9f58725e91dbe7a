import { dump, load } from 'js-yaml';

export class YamlError extends Error {}

export function encodeYaml(value: unknown): string {
  return dump(value, { sortKeys: true });
}

export function parseYaml(text: string): { value: unknown; duplicates: string[] } {
  try {
    return { value: load(text), duplicates: [] };
  } catch (error) {
    throw new YamlError(String(error));
  }
}
