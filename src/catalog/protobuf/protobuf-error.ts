import type { ApiError } from '../../apimachinery/errors.ts';
import { badRequest } from '../../apimachinery/errors.ts';
import { quote } from '../../apimachinery/go-print.ts';

/** Of a body that was not understood, an error message quotes this many bytes. */
const SUMMARY_BYTES_MAX = 30;

/** Bytes that are not the message they claim to be. The texts are those of upstream's decoder. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

export function unexpectedEnd(): ProtobufError {
  return new ProtobufError('unexpected EOF');
}

export function integerOverflow(): ProtobufError {
  return new ProtobufError('proto: integer overflow');
}

export function negativeLength(): ProtobufError {
  return new ProtobufError('proto: negative length found during unmarshaling');
}

/** @param field the Go name of the field */
export function wrongWireType(wireType: number, field: string): ProtobufError {
  return new ProtobufError(`proto: wrong wireType = ${wireType} for field ${field}`);
}

/** @param tag the whole key, number and wire type; upstream prints it behind "wire type" */
export function illegalTag(message: string, number: number, tag: number): ProtobufError {
  return new ProtobufError(`proto: ${message}: illegal tag ${number} (wire type ${tag})`);
}

/**
 * The answer to a body whose envelope could not be read, so that its kind is not known.
 * @param kind what the path wants
 */
export function unrecognizedBody(kind: string, cause: ProtobufError, body: Uint8Array): ApiError {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): ${cause.message} (${summarize(body)})`,
  );
}

/**
 * The answer to a body whose envelope names a kind but whose message is broken.
 * @param found the kind and version in the envelope
 * @param kind what the path wants
 */
export function unreadableMessage(
  found: { readonly kind: string; readonly version: string },
  kind: string,
  cause: ProtobufError,
): ApiError {
  return badRequest(
    `${found.kind} in version ${quote(found.version)} cannot be handled as a ${kind}: ${cause.message}`,
  );
}

/** The first bytes of a body: as text when it looks like JSON, else in hexadecimal. */
export function summarize(body: Uint8Array): string {
  if (body.length === 0) return '<empty>';
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, SUMMARY_BYTES_MAX));
  const text = head.toString(body[0] === 0x7b ? 'utf8' : 'hex');
  return body.length > SUMMARY_BYTES_MAX ? `${text} ...` : text;
}
