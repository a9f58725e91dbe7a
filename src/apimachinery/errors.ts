import type { FieldError } from './field-error.ts';
import { quote } from './go-print.ts';

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

/** The v1 Status object, members in the order of upstream. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status?: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  code?: number;
}

export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** `pods`, `deployments.apps`. */
export function qualified(group: string, name: string): string {
  return group === '' ? name : `${name}.${group}`;
}

/**
 * The only error that may cross a room's boundary on its way to a client. Anything else that
 * reaches the HTTP layer is a bug in this server and becomes a 500 InternalError there.
 */
export class ApiError extends Error {
  readonly status: Status;

  constructor(
    code: number,
    reason: string,
    message: string,
    details?: StatusDetails,
    extra: { metadata?: Status['metadata']; cause?: unknown } = {},
  ) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = 'ApiError';
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: extra.metadata ?? {},
      status: 'Failure',
      ...(message === '' ? {} : { message }),
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details: compactDetails(details) }),
      code,
    };
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }
}

function compactDetails(details: StatusDetails): StatusDetails {
  const { name, group, kind, uid, causes, retryAfterSeconds } = details;
  return {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(kind ? { kind } : {}),
    ...(uid ? { uid } : {}),
    ...(causes !== undefined && causes.length > 0 ? { causes } : {}),
    ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
  };
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

/** @param why the text behind `is forbidden: ` */
export function forbidden(
  of: GroupResource,
  name: string,
  why: string,
  causes?: StatusCause[],
): ApiError {
  const resource = qualified(of.group, of.resource);
  const message =
    of.resource === ''
      ? `forbidden: ${why}`
      : name === ''
        ? `${resource} is forbidden: ${why}`
        : `${resource} ${quote(name)} is forbidden: ${why}`;
  return new ApiError(403, 'Forbidden', message, {
    name,
    group: of.group,
    kind: of.resource,
    ...(causes === undefined ? {} : { causes }),
  });
}

export function notFound(of: GroupResource, name: string): ApiError {
  const message = `${qualified(of.group, of.resource)} ${quote(name)} not found`;
  return new ApiError(404, 'NotFound', message, { name, group: of.group, kind: of.resource });
}

/** A path inside a served API group that leads nowhere. */
export function noSuchResource(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** A path that no server knows; over HTTP it is answered with a line of text. */
export class PageNotFoundError extends ApiError {
  constructor() {
    super(404, 'NotFound', '404 page not found', {});
  }
}

export function methodNotAllowed(): ApiError {
  const message = 'the server does not allow this method on the requested resource';
  return new ApiError(405, 'MethodNotAllowed', message, {});
}

export function methodNotSupported(of: GroupResource, action: string): ApiError {
  const message = `${action} is not supported on resources of kind "${qualified(of.group, of.resource)}"`;
  return new ApiError(405, 'MethodNotAllowed', message, { group: of.group, kind: of.resource });
}

export function notAcceptable(message: string, details?: StatusDetails): ApiError {
  return new ApiError(406, 'NotAcceptable', message, details);
}

export function alreadyExists(of: GroupResource, name: string): ApiError {
  const message = `${qualified(of.group, of.resource)} ${quote(name)} already exists`;
  return new ApiError(409, 'AlreadyExists', message, { name, group: of.group, kind: of.resource });
}

export function conflict(of: GroupResource, name: string, why?: string): ApiError {
  const message =
    `Operation cannot be fulfilled on ${qualified(of.group, of.resource)} ${quote(name)}: ` +
    (why ??
      'the object has been modified; please apply your changes to the latest version and try again');
  return new ApiError(409, 'Conflict', message, { name, group: of.group, kind: of.resource });
}

export function expired(message: string, continueToken?: string): ApiError {
  return new ApiError(410, 'Expired', message, undefined, {
    metadata: continueToken === undefined ? {} : { continue: continueToken },
  });
}

export function entityTooLarge(message: string): ApiError {
  return new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export function unsupportedMediaType(message: string, details?: StatusDetails): ApiError {
  return new ApiError(415, 'UnsupportedMediaType', message, details);
}

/** Duplicated messages are merged in the text, but every error stays a cause. */
export function invalid(of: GroupKind, name: string, errors: readonly FieldError[]): ApiError {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.body}`))];
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  const message = `${qualified(of.group, of.kind)} ${quote(name)} is invalid${texts.length === 0 ? '' : `: ${list}`}`;
  const causes = errors.map(({ reason, body, field }) => ({ reason, message: body, field }));
  return new ApiError(422, 'Invalid', message, { name, group: of.group, kind: of.kind, causes });
}

export function tooManyRequests(
  message: string,
  retryAfterSeconds: number,
  causes?: StatusCause[],
): ApiError {
  return new ApiError(429, 'TooManyRequests', message, {
    retryAfterSeconds,
    ...(causes === undefined ? {} : { causes }),
  });
}

/** `Internal error occurred: …` */
export function internalError(message: string, cause?: unknown): ApiError {
  return new ApiError(
    500,
    'InternalError',
    `Internal error occurred: ${message}`,
    { causes: [{ message }] },
    { cause },
  );
}

/** A Go error that upstream lets through without a reason: 500 with the bare text. */
export function bareError(message: string): ApiError {
  return new ApiError(500, '', message);
}

export function timeout(message: string, details: StatusDetails = {}): ApiError {
  return new ApiError(504, 'Timeout', `Timeout: ${message}`, details);
}

export function serviceUnavailable(message: string): ApiError {
  return new ApiError(503, 'ServiceUnavailable', message);
}
