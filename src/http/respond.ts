import { promisify } from 'node:util';
import type { ZlibOptions } from 'node:zlib';
import { gzip } from 'node:zlib';
import type { Response } from 'express';
import { ApiError } from '../apimachinery/errors.ts';
import type { Format } from './negotiate.ts';
import { JSON_TYPE, PROTOBUF_TYPE, YAML_TYPE } from './negotiate.ts';

/** Larger bodies are compressed for clients that can read that, as kube-apiserver does. */
const GZIP_BYTES_MIN = 128 * 1024;
const GZIP_LEVEL = 1;

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  json: JSON_TYPE,
  yaml: YAML_TYPE,
  protobuf: PROTOBUF_TYPE,
};

/** Bytes that several requests answer with; each form of them is made once. */
export class SharedBody {
  readonly plain: Buffer;
  #gzipped: Promise<Buffer> | undefined;

  constructor(plain: Buffer) {
    this.plain = plain;
  }

  gzipped(): Promise<Buffer> {
    this.#gzipped ??= compress(this.plain);
    return this.#gzipped;
  }
}

/** Writes a whole body, compressed where that is worth it. */
export function write(
  response: Response,
  body: string | Buffer | SharedBody,
  acceptEncoding: string | string[] | undefined,
): void {
  const plain = body instanceof SharedBody ? body.plain : body;
  if (plain.length <= GZIP_BYTES_MIN || !String(acceptEncoding ?? '').includes('gzip')) {
    finish(response, plain);
    return;
  }
  response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Vary', 'Accept-Encoding');
  const gzipped = body instanceof SharedBody ? body.gzipped() : compress(plain);
  gzipped.then(
    (compressed) => finish(response, compressed),
    (error: Error) => response.destroy(error),
  );
}

const gzipAtOnce = promisify<string | Buffer, ZlibOptions, Buffer>(gzip);

function compress(body: string | Buffer): Promise<Buffer> {
  return gzipAtOnce(body, { level: GZIP_LEVEL });
}

function finish(response: Response, body: string | Buffer): void {
  if (response.destroyed) return;
  const length = Buffer.byteLength(body);
  response.setHeader('Content-Length', length);
  // Node writes ASCII together with the headers; anything else has to keep their bytes as they are.
  if (typeof body === 'string' && length === body.length) response.end(body, 'latin1');
  else response.end(typeof body === 'string' ? Buffer.from(body) : body);
}

/** What the authorizer refuses repeats what was asked for: no browser is to take it for a page. */
export function guardRefusal(response: Response, error: unknown): void {
  if (error instanceof ApiError && error.code === 403) noSniff(response);
}

function noSniff(response: Response): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
}

/** Plain text, as health checks and unknown paths answer. */
export function sendPlain(response: Response, code: number, text: string, nosniff = true): void {
  response.statusCode = code;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  if (nosniff) noSniff(response);
  finish(response, text);
}
