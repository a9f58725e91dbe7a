import { unsupportedMediaType } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { DeleteOptions } from '../apimachinery/options.ts';
import { parseDeleteOptions, validateDeleteOptions } from '../apimachinery/options.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { BodyFormat, Expected } from '../catalog/decode-body.ts';
import { decodeBody } from '../catalog/decode-body.ts';
import { deleteOptionsOf } from '../catalog/delete-options.ts';
import type { WriteOptions } from '../pipeline/request.ts';
import type { Exchange } from './exchange.ts';
import { mediaTypeOf } from './media-type.ts';
import { JSON_TYPE, PROTOBUF_TYPE, YAML_TYPE } from './negotiate.ts';

/**
 * The format of a body by its Content-Type; none means JSON.
 * @throws 415
 */
export function bodyFormat(contentType: string | undefined): BodyFormat {
  if (contentType === undefined || contentType === '') return 'json';
  switch (mediaTypeOf(contentType) ?? '') {
    case JSON_TYPE:
      return 'json';
    case YAML_TYPE:
      return 'yaml';
    case PROTOBUF_TYPE:
      return 'protobuf';
    default:
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: ' +
          `${JSON_TYPE}, ${YAML_TYPE}, ${PROTOBUF_TYPE}`,
      );
  }
}

export interface DecodedObject {
  readonly object: AnyObject;
  readonly warnings: readonly string[];
}

/** The body of a create or update, in the kind that the path wants. */
export function decodeObject(
  catalog: Catalog,
  expected: Expected,
  format: BodyFormat,
  body: Buffer,
  { fieldValidation }: WriteOptions,
): DecodedObject {
  const { object, warnings } = decodeBody(catalog, body, { format, expected, fieldValidation });
  return { object: object as AnyObject, warnings };
}

export interface Deletion {
  readonly deletion: DeleteOptions;
  readonly dryRun: boolean;
}

/** From the body; without one from the query. A body takes the place of the whole query. */
export function decodeDeleteOptions(
  catalog: Catalog,
  { query, request }: Pick<Exchange, 'query' | 'request'>,
  body: Buffer,
): Deletion {
  const options =
    body.length === 0
      ? parseDeleteOptions(query)
      : deleteOptionsOf(catalog, body, bodyFormat(request.headers['content-type']));
  validateDeleteOptions(options);
  return { deletion: options, dryRun: (options.dryRun?.length ?? 0) > 0 };
}
