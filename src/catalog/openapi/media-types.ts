import type { Dialect } from './schemas.ts';

/** How a document can be sent. */
export type OpenApiEncoding = 'json' | 'protobuf';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPES = {
  v2: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
  v3: 'application/com.github.proto-openapi.spec.v3.v1.0+protobuf',
} as const;
/** Of an Accept header only so much is read. */
const ACCEPT_MAX = 8192;

/** The Content-Type under which a document is sent. */
export function openApiType(dialect: Dialect, encoding: OpenApiEncoding): string {
  return encoding === 'json' ? JSON_TYPE : PROTOBUF_TYPES[dialect];
}

/**
 * The first encoding that a client takes, by falling q; undefined: 406 with an empty body.
 * @param accept the Accept header; without one everything is taken
 */
export function negotiateOpenApi(
  accept: string | undefined,
  dialect: Dialect,
): OpenApiEncoding | undefined {
  const header = accept === undefined || accept.trim() === '' ? '*/*' : accept.slice(0, ACCEPT_MAX);
  const clauses = header.split(',').map((clause) => {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    return { type, weight: Number.isNaN(weight) ? 1 : weight };
  });
  const sent = PROTOBUF_TYPES[dialect];
  for (const { type } of clauses.toSorted((a, b) => b.weight - a.weight)) {
    if (type === JSON_TYPE || type === '*/*' || type === 'application/*') return 'json';
    // Clients ask with an @ where the answer has a dot, because the answer has to parse as a type.
    if (type === sent || type === sent.replace('.v1.0', '@v1.0')) return 'protobuf';
  }
  return undefined;
}
