import type { Status } from '../../apimachinery/errors.ts';
import { ApiError, badRequest } from '../../apimachinery/errors.ts';
import { quote } from '../../apimachinery/go-print.ts';

/** A webhook that could not be asked, or answered with nothing that counts; its failure policy decides. */
export class CallFailure extends Error {
  constructor(webhook: string, why: string, cause?: unknown) {
    super(`failed calling webhook ${quote(webhook)}: ${why}`, { cause });
  }
}

/** What a client is told when a webhook has refused its request. */
export function rejection(webhook: string, result: Partial<Status> | undefined): ApiError {
  const { code = 0, reason = '', message = '', details, metadata } = result ?? {};
  const denied = `admission webhook ${quote(webhook)} denied the request`;
  const why = message === '' ? reason : message;
  return new ApiError(
    code < 400 ? 400 : code,
    reason,
    why === '' ? `${denied} without explanation` : `${denied}: ${why}`,
    details,
    { metadata: metadata ?? {} },
  );
}

export function dryRunUnsupported(webhook: string): ApiError {
  return badRequest(`admission webhook ${quote(webhook)} does not support dry run`);
}
