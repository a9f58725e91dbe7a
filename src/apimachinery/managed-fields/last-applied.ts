import { goJson } from '../go-print.ts';
import type { AnyObject } from '../meta.ts';
import { compare, fieldsOf } from './compare.ts';
import type { FieldSet } from './field-set.ts';
import { difference } from './field-set.ts';
import type { MergeSchema } from './merge-schema.ts';
import { validateTyped } from './validate.ts';

/** Where client-side apply of kubectl keeps what it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The field manager that takes over what client-side apply owns. */
export const KUBECTL = 'kubectl';

/** All annotations of an object together, names and values, in bytes. */
const ANNOTATIONS_BYTES_MAX = 256 * 1024;

/**
 * The fields that client-side apply has set and that are still as it set them: `kubectl` may take
 * these over without force. Undefined: there is no (readable) record of the last apply.
 */
export function fieldsOfLastApplied(
  schema: MergeSchema,
  live: AnyObject,
  apiVersion: string,
): FieldSet | undefined {
  const config = parseConfig(live.metadata.annotations?.[LAST_APPLIED]);
  if (config === undefined || config['apiVersion'] !== apiVersion) return undefined;
  if (typeof config['kind'] !== 'string' || config['kind'] === '') return undefined;
  if (validateTyped(schema, live).length > 0 || validateTyped(schema, config).length > 0) {
    return undefined;
  }
  const { changed, removed } = compare(schema, config, live, false);
  return difference(difference(fieldsOf(schema, config), changed), removed);
}

function parseConfig(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config !== 'object' || config === null || Array.isArray(config)) return undefined;
    return config as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Brings the record of client-side apply up to date after a server-side apply by kubectl. */
export function refreshLastApplied(
  object: AnyObject,
  config: Readonly<Record<string, unknown>>,
): void {
  const { annotations } = object.metadata;
  if (annotations === undefined || (annotations[LAST_APPLIED] ?? '') === '') return;
  annotations[LAST_APPLIED] = `${goJson(sortedJson(withoutLastApplied(config)))}\n`;
  let bytes = 0;
  for (const [name, value] of Object.entries(annotations)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (bytes > ANNOTATIONS_BYTES_MAX) delete annotations[LAST_APPLIED];
}

function withoutLastApplied(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const metadata = config['metadata'];
  if (typeof metadata !== 'object' || metadata === null) return config;
  const { annotations, ...rest } = metadata as Record<string, unknown>;
  if (typeof annotations !== 'object' || annotations === null) return { ...config, metadata: rest };
  const { [LAST_APPLIED]: _last, ...others } = annotations as Record<string, unknown>;
  return { ...config, metadata: { ...rest, annotations: others } };
}

/** With the members of all maps sorted, as Go encodes maps. */
function sortedJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedJson);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).toSorted();
  return Object.fromEntries(
    names.map((name) => [name, sortedJson((value as Record<string, unknown>)[name])]),
  );
}
