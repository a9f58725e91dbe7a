import { gzip } from 'node:zlib';
import type { Response } from 'express';
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

/** Writes a whole body, compressed where that is worth it. */
export function write(
  response: Response,
  body: string | Buffer,
  acceptEncoding: string | string[] | undefined,
): void {
  if (body.length > GZIP_BYTES_MIN && String(acceptEncoding ?? '').includes('gzip')) {
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
    gzip(body, { level: GZIP_LEVEL }, (error, compressed) => {
      if (error !== null) response.destroy(error);
      else finish(response, compressed);
    });
    return;
  }
  finish(response, body);
}

function finish(response: Response, body: string | Buffer): void {
  if (response.destroyed) return;
  const length = Buffer.byteLength(body);
  response.setHeader('Content-Length', length);
  // Node writes ASCII together with the headers; anything else has to keep their bytes as they are.
  if (typeof body === 'string' && length === body.length) response.end(body, 'latin1');
  else response.end(typeof body === 'string' ? Buffer.from(body) : body);
}

/** Plain text, as health checks and unknown paths answer. */
export function sendPlain(response: Response, code: number, text: string, nosniff = true): void {
  response.statusCode = code;
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  if (nosniff) response.setHeader('X-Content-Type-Options', 'nosniff');
  finish(response, text);
}
