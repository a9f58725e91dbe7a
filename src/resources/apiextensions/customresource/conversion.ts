import { bareError } from '../../../apimachinery/errors.ts';
import { FieldPath } from '../../../apimachinery/field-error.ts';
import { quote } from '../../../apimachinery/go-print.ts';
import { isNestedDeeper } from '../../../apimachinery/managed-fields/equal.ts';
import type { AnyObject, ObjectMeta } from '../../../apimachinery/meta.ts';
import { validateAnnotations } from '../../../apimachinery/object-meta.ts';
import { validateLabels } from '../../../apimachinery/selectors/labels.ts';
import type { WebhookConversion } from '../../../apimachinery/types.generated.ts';
import { encodeJson } from '../../../base/json.ts';
import type { Rng } from '../../../base/rng.ts';
import { OBJECT_DEPTH_MAX } from '../../../catalog/custom/decode-custom.ts';
import { readJson } from '../../../catalog/json-source.ts';
import { ClientConfigError } from '../../../webhooks/client-config.ts';
import { decodeReview } from '../../../webhooks/decode-review.ts';
import { WebhookCallError } from '../../../webhooks/exchange.ts';
import { CONVERSION_REVIEW, reviewVersion } from '../../../webhooks/review-types.ts';
import type { WebhookClient } from '../../../webhooks/webhook-client.ts';

const TIMEOUT_SECONDS = 30;
/** Objects of one review, and their bytes; more are converted by several. */
const REVIEW_OBJECTS_MAX = 500;
const REVIEW_BYTES_MAX = 2 * 1024 * 1024;

export interface ConversionParts {
  readonly client: () => WebhookClient;
  readonly rng: Rng;
}

/** Makes objects of another version, in their order. Changes none; each says its apiVersion and kind. */
export type ConvertObjects = (
  objects: readonly AnyObject[],
  apiVersion: string,
) => Promise<AnyObject[]>;

interface ConversionResponse {
  readonly uid: string;
  readonly convertedObjects: readonly unknown[] | undefined;
  readonly result: { readonly status?: string; readonly message?: string };
}

/** Conversion by the webhook of a definition. Its errors reach clients as upstream's do: 500 without a reason. */
export function webhookConverter(
  { clientConfig, conversionReviewVersions }: WebhookConversion,
  { client, rng }: ConversionParts,
): ConvertObjects {
  const version = reviewVersion(conversionReviewVersions);
  const ask = async (objects: readonly AnyObject[], desired: string): Promise<AnyObject[]> => {
    if (version === undefined) throw new ConversionError('no supported conversion review versions');
    const uid = rng.uuid();
    const body = encodeJson({
      kind: CONVERSION_REVIEW.kind,
      apiVersion: `${CONVERSION_REVIEW.group}/${version}`,
      request: { uid, desiredAPIVersion: desired, objects: objects.map(withoutVersion) },
      // Upstream sends an empty response along.
      response: { uid: '', convertedObjects: null, result: { metadata: {} } },
    });
    const failed = `conversion webhook for ${kindText(objects[0])} failed: `;
    const config = trusting(clientConfig ?? {});
    const converted = await telling(failed, async () => {
      const answer = await client().post(config, { body, timeoutSeconds: TIMEOUT_SECONDS });
      return objectsOf(decodeReview(CONVERSION_REVIEW, version, answer), version, uid);
    });
    if (converted.length !== objects.length) {
      throw new ConversionError(
        `conversion webhook for ${kindText(objects[0])} returned ${converted.length} objects, expected ${objects.length}`,
      );
    }
    return objects.map((each, index) => settled(each, converted[index], desired));
  };
  return async (objects, apiVersion) => {
    const converted: AnyObject[] = [];
    try {
      for (const batch of batchesOf(objects)) {
        for (const each of await ask(batch, apiVersion)) converted.push(each);
      }
    } catch (error) {
      if (error instanceof ConversionError) throw bareError(error.message);
      throw error;
    }
    return converted;
  };
}

class ConversionError extends Error {}

/** The answer has to be of a size that is taken; an object alone always is. */
function batchesOf(objects: readonly AnyObject[]): AnyObject[][] {
  if (objects.length === 1) return [[...objects]];
  const batches: AnyObject[][] = [];
  let bytes = REVIEW_BYTES_MAX;
  for (const object of objects) {
    const size = encodeJson(object).length;
    const last = batches.at(-1);
    bytes += size;
    if (last !== undefined && bytes <= REVIEW_BYTES_MAX && last.length < REVIEW_OBJECTS_MAX) {
      last.push(object);
    } else {
      batches.push([object]);
      bytes = size;
    }
  }
  return batches;
}

/** A CA bundle of nothing but spaces counts as none here. */
function trusting(config: NonNullable<WebhookConversion['clientConfig']>): typeof config {
  const { caBundle, ...rest } = config;
  const isBlank =
    Buffer.from(caBundle ?? '', 'base64')
      .toString('latin1')
      .trim() === '';
  return isBlank ? rest : config;
}

/** What is sent has no version yet, as what upstream keeps in etcd. */
function withoutVersion(object: AnyObject): AnyObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}

async function telling<T>(prefix: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const isTold =
      error instanceof WebhookCallError ||
      error instanceof ClientConfigError ||
      error instanceof ConversionError;
    if (!isTold) throw error;
    throw new ConversionError(prefix + error.message);
  }
}

/** @throws ConversionError for a review that is none to this request, or says that it failed */
function objectsOf(
  { said, response: decoded }: ReturnType<typeof decodeReview>,
  version: string,
  uid: string,
): readonly unknown[] {
  const { group, kind } = CONVERSION_REVIEW;
  const wanted = `${group}/${version}, Kind=${kind}`;
  const got = `${said.group}/${said.version}, Kind=${said.kind}`;
  if (version === 'v1' && got !== wanted) {
    throw new ConversionError(`expected webhook response of ${wanted}, got ${got}`);
  }
  if (decoded === undefined) throw new ConversionError('no response provided');
  const response = decoded as unknown as ConversionResponse;
  const { uid: answered, convertedObjects = [] } = response;
  if (version === 'v1' && answered !== uid) {
    throw new ConversionError(`expected response.uid=${quote(uid)}, got ${quote(answered)}`);
  }
  const { status = '', message = '' } = response.result;
  if (status !== 'Success') {
    throw new ConversionError(
      message === '' ? `response.result.status was '${status}', not 'Success'` : message,
    );
  }
  return convertedObjects;
}

/** The converted object with the metadata of the original, but for labels and annotations. */
function settled(original: AnyObject, converted: unknown, desired: string): AnyObject {
  const told = `conversion webhook for ${kindText(original)} returned invalid`;
  const next = converted as AnyObject;
  if (!isMap(converted) || typeof next.kind !== 'string' || next.kind === '') {
    throw new ConversionError(`Object 'Kind' is missing in '${JSON.stringify(converted ?? null)}'`);
  }
  if (isNestedDeeper(converted, OBJECT_DEPTH_MAX)) {
    throw new ConversionError(`${told} object: exceeded max depth`);
  }
  const got = typeof next.apiVersion === 'string' ? next.apiVersion : '';
  if (got !== desired) {
    throw new ConversionError(
      `${told} object at index 0: invalid groupVersion (expected ${desired}, received ${got})`,
    );
  }
  if (next.kind !== original.kind) {
    throw new ConversionError(
      `${told} object at index 0: invalid kind (expected ${original.kind ?? ''}, received ${next.kind})`,
    );
  }
  const { metadata } = next as { metadata?: unknown };
  const changed = identityProblem(original.metadata, isMap(metadata) ? metadata : {});
  if (changed !== undefined) throw new ConversionError(`${told} object: ${changed}`);
  if (!isMap(metadata)) {
    const why =
      metadata === undefined
        ? 'missing metadata in converted object'
        : `invalid metadata of type ${goType(metadata)} in converted object`;
    throw new ConversionError(`${told} metadata: ${why}`);
  }
  const merged = mergedMetadata(original.metadata, metadata, told);
  // Parts of the original are in what was made; both may be changed later on.
  return readJson(encodeJson({ ...next, metadata: merged })) as AnyObject;
}

function identityProblem(
  original: ObjectMeta,
  converted: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const [member, shown] of [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const) {
    const before = original[member] ?? '';
    const value = converted[member];
    const after = typeof value === 'string' ? value : '';
    if (before !== after) return `must have the same ${shown}: ${before} != ${after}`;
  }
  return undefined;
}

function mergedMetadata(
  original: ObjectMeta,
  converted: Readonly<Record<string, unknown>>,
  told: string,
): ObjectMeta {
  const metadata: ObjectMeta = { ...original };
  for (const name of ['labels', 'annotations'] as const) {
    const value = converted[name] ?? undefined;
    if (value === undefined) {
      delete metadata[name];
      continue;
    }
    if (!isMap(value)) {
      const why = `invalid metadata.${name} of type ${goType(value)} in converted object`;
      throw new ConversionError(`${told} metadata: ${why}`);
    }
    for (const [key, text] of Object.entries(value)) {
      if (typeof text === 'string') continue;
      const why = `metadata.${name}[${key}] must be a string, but is ${goType(text)} in converted object`;
      throw new ConversionError(`${told} metadata: ${why}`);
    }
    const texts = value as Record<string, string>;
    const wrong = sameTexts(texts, original[name]) ? [] : checkTexts(name, texts);
    if (wrong.length > 0) throw new ConversionError(`${told} metadata: ${aggregate(wrong)}`);
    metadata[name] = texts;
  }
  return metadata;
}

function sameTexts(
  texts: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>> = {},
): boolean {
  const names = Object.keys(texts);
  return (
    names.length === Object.keys(before).length &&
    names.every((each) => texts[each] === before[each])
  );
}

function checkTexts(name: 'labels' | 'annotations', texts: Record<string, string>): string[] {
  const errors =
    name === 'labels'
      ? validateLabels(texts, FieldPath.of('metadata', 'labels'))
      : validateAnnotations(texts, FieldPath.of('metadata', 'annotation'));
  return errors.map(({ field, body }) => `${field}: ${body}`);
}

function aggregate(messages: readonly string[]): string {
  const distinct = [...new Set(messages)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`;
}

function kindText(object: AnyObject | undefined): string {
  const [version = '', group = ''] = (object?.apiVersion ?? '').split('/').toReversed();
  return `${group}/${version}, Kind=${object?.kind ?? ''}`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What Go calls a value that it decoded without a type. */
function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}
