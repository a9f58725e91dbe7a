/** How a document can be sent. */
export type OpenApiEncoding = 'json' | 'protobuf';

const JSON_TYPE = 'application/json';
/** The name under which the protobuf form of v2 is sent. */
export const V2_PROTOBUF_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** The name by which kubectl asks for it. */
const V2_PROTOBUF_ASKED = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
/** Of an Accept header only so much is read. */
const ACCEPT_MAX = 8192;

const OFFERED: Readonly<Record<'v2' | 'v3', readonly (readonly [string, OpenApiEncoding])[]>> = {
  v2: [
    [JSON_TYPE, 'json'],
    [V2_PROTOBUF_ASKED, 'protobuf'],
    [V2_PROTOBUF_TYPE, 'protobuf'],
  ],
  v3: [[JSON_TYPE, 'json']],
};

/**
 * The first encoding that a client takes, by falling q; undefined: 406 with an empty body.
 * @param accept the Accept header; without one everything is taken
 */
export function negotiateOpenApi(
  accept: string | undefined,
  dialect: 'v2' | 'v3',
): OpenApiEncoding | undefined {
  const header = accept === undefined || accept.trim() === '' ? '*/*' : accept.slice(0, ACCEPT_MAX);
  const clauses = header.split(',').map((clause) => {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = q === undefined ? 1 : Number(q.slice(2));
    return { type, weight: Number.isNaN(weight) ? 1 : weight };
  });
  for (const { type } of clauses.toSorted((a, b) => b.weight - a.weight)) {
    for (const [offered, encoding] of OFFERED[dialect]) {
      if (type === offered || type === '*/*' || type === 'application/*') return encoding;
    }
  }
  return undefined;
}
