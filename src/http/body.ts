import type { IncomingMessage } from 'node:http';
import { entityTooLarge } from '../apimachinery/errors.ts';

/** kube-apiserver's limit of a request body. */
export const BODY_BYTES_MAX = 3 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);

/** @throws 413 past the limit; the rest of the body is not read */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > BODY_BYTES_MAX) {
    request.resume();
    return Promise.reject(tooLarge());
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let complete = false;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) {
        chunks.length = 0;
        reject(tooLarge());
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => {
      complete = true;
      const [first] = chunks;
      if (first === undefined) resolve(EMPTY);
      else resolve(chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    request.on('error', reject);
    request.on('close', () => {
      if (!complete) reject(new AbortedError());
    });
  });
}

/** The client went away before its request was complete; there is nobody to answer. */
export class AbortedError extends Error {}

function tooLarge(): Error {
  return entityTooLarge(`limit is ${BODY_BYTES_MAX}`);
}
