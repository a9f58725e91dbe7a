import { quote } from '../apimachinery/go-print.ts';
import type { GroupVersionKind } from '../apimachinery/meta.ts';
import { groupVersion } from '../apimachinery/meta.ts';
import { DecodeError } from '../catalog/decode-state.ts';
import { namedKindOf, unreadable, withDefaults } from '../catalog/decode-type-meta.ts';
import { decodeParsed, decodeTyped } from '../catalog/decode-typed.ts';
import { JsonSyntaxError } from '../catalog/json-exact.ts';
import { parseJson } from '../catalog/json-source.ts';
import { parseYaml, YamlError } from '../catalog/yaml.ts';
import { WebhookCallError } from './exchange.ts';
import type { ReviewKind } from './review-types.ts';
import { statusSchema } from './review-types.ts';
import type { HttpAnswer } from './status-text.ts';

/** Where upstream registers the kinds of reviews; errors name it. */
const SCHEME = 'k8s.io/apiserver/pkg/util/webhook/client.go:71';

/** YAML takes a second for every million bytes, and reviews come in JSON: more is not read as YAML. */
const YAML_BYTES_MAX = 128 * 1024;
const OPENING_BRACE = 0x7b;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

export interface DecodedReview {
  /** As the answer names itself, which may be nothing. */
  readonly said: GroupVersionKind;
  readonly response: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Decodes the review that a webhook answered with.
 * @param version of the review that was sent
 * @throws WebhookCallError with upstream's text
 */
export function decodeReview(
  wanted: ReviewKind,
  version: string,
  answer: HttpAnswer,
): DecodedReview {
  const { body, status, contentType } = answer;
  checkMediaType(contentType);
  if (body.length === 0) {
    const type = contentType === '' ? 'application/json' : contentType;
    throw new WebhookCallError(
      `0-length response with status code: ${status} and content type: ${type}`,
    );
  }
  try {
    return decode(wanted, version, body);
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw new WebhookCallError(unreadable(error).message, { cause: error });
    }
    if (error instanceof DecodeError || error instanceof YamlError) {
      throw new WebhookCallError(error.message, { cause: error });
    }
    throw error;
  }
}

function decode({ group, kind, schema }: ReviewKind, version: string, body: Buffer): DecodedReview {
  const parsed = isYaml(body) ? undefined : parseJson(body);
  const value = parsed === undefined ? parseYaml(body).value : parsed.value;
  const said = namedKindOf(value);
  const found = withDefaults(said, { group, version, kind });
  const isReview = found.group === group && found.kind === kind;
  const isStatus = found.group === '' && found.version === 'v1' && found.kind === 'Status';
  if (!isStatus && !(isReview && ['v1', 'v1beta1'].includes(found.version))) {
    throw new DecodeError(
      `no kind ${quote(found.kind)} is registered for version ` +
        `${quote(groupVersion(found.group, found.version))} in scheme ${quote(SCHEME)}`,
    );
  }
  const type = isStatus ? statusSchema : schema(found.version);
  const { object } = parsed === undefined ? decodeTyped(type, value) : decodeParsed(type, parsed);
  if (isStatus || found.version !== version) {
    throw new DecodeError(
      `converting (${found.version}.${found.kind}) to (${version}.${kind}): unknown conversion`,
    );
  }
  return { said, response: object['response'] as DecodedReview['response'] };
}

/** Upstream reads as YAML whatever does not begin like an object. */
function isYaml(body: Buffer): boolean {
  if (body.length > YAML_BYTES_MAX) return false;
  const first = body.find((byte) => !SPACES.has(byte));
  return first !== OPENING_BRACE;
}

/** @throws WebhookCallError for what Go's mime package refuses */
function checkMediaType(contentType: string): void {
  const [type = ''] = contentType.split(';');
  const [, rest] = /^\s*[^/\s]+(?:\/[^/\s]+)?\s*(.*)$/.exec(type) ?? [];
  if (rest === undefined || rest === '') return;
  throw new WebhookCallError(
    `Internal error occurred: mime: unexpected content after media subtype`,
  );
}
