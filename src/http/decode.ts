import { badRequest } from '../apimachinery/errors.ts';
import type { AnyObject } from '../apimachinery/meta.ts';
import type { DeleteOptions } from '../apimachinery/options.ts';
import { validateDeleteOptions } from '../apimachinery/options.ts';
import { queryBoolean, queryInteger, toSafeNumber } from '../apimachinery/query.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { decodeParsed } from '../catalog/decode-typed.ts';
import { parseJson } from '../catalog/json-source.ts';
import { decodeMessage } from '../catalog/protobuf/decode.ts';
import { decodeEnvelope } from '../catalog/protobuf/envelope.ts';
import type { WriteOptions } from '../pipeline/request.ts';
import type { Exchange } from './exchange.ts';
import type { Format } from './negotiate.ts';
import { JSON_TYPE, PROTOBUF_TYPE, YAML_TYPE } from './negotiate.ts';

/** The format of a body by its Content-Type; none means JSON. Undefined: unknown. */
export function bodyFormat(contentType: string | undefined): Format | undefined {
  const type = (contentType ?? '').split(';')[0]?.trim() ?? '';
  switch (type) {
    case '':
    case JSON_TYPE:
      return 'json';
    case YAML_TYPE:
      return 'yaml';
    case PROTOBUF_TYPE:
      return 'protobuf';
    default:
      return undefined;
  }
}

export interface DecodedBody {
  readonly object: AnyObject;
  readonly warnings: readonly string[];
}

export function decodeObject(
  _catalog: Catalog,
  exchange: Pick<Exchange, 'resource'>,
  format: Format,
  body: Buffer,
  options: WriteOptions,
): DecodedBody {
  const { schema } = exchange.resource;
  if (schema === undefined) throw badRequest('no schema');
  const { object, violations } =
    format === 'protobuf'
      ? { object: decodeMessage(schema, decodeEnvelope(body).raw), violations: [] }
      : decodeParsed(schema, parseJson(body));
  const { apiVersion: _a, kind: _k, ...rest } = object;
  if (violations.length > 0 && options.fieldValidation === 'Strict') {
    throw badRequest(`strict decoding error: ${violations.join(', ')}`);
  }
  return {
    object: rest as AnyObject,
    warnings: options.fieldValidation === 'Warn' ? violations : [],
  };
}

export interface Deletion {
  readonly deletion: DeleteOptions;
  readonly dryRun: boolean;
}

/** From the body; without one from the query. */
export function decodeDeleteOptions(
  catalog: Catalog,
  { query }: Pick<Exchange, 'query'>,
  body: Buffer,
): Deletion {
  const options = body.length === 0 ? optionsOfQuery(query) : optionsOfBody(catalog, body);
  validateDeleteOptions(options);
  return { deletion: options, dryRun: (options.dryRun?.length ?? 0) > 0 };
}

function optionsOfQuery(query: URLSearchParams): DeleteOptions {
  const grace = queryInteger(query, 'gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  return {
    gracePeriodSeconds: grace === undefined ? undefined : toSafeNumber(grace),
    propagationPolicy: (policy ?? undefined) as DeleteOptions['propagationPolicy'],
    orphanDependents: queryBoolean(query, 'orphanDependents'),
    dryRun: query.getAll('dryRun'),
  };
}

function optionsOfBody(catalog: Catalog, body: Buffer): DeleteOptions {
  const schema = catalog.schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions');
  return decodeParsed(schema, parseJson(body)).object as DeleteOptions;
}
