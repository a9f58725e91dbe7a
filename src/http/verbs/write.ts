import { ApiError, badRequest } from '../../apimachinery/errors.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { parseWriteOptions } from '../../apimachinery/options.ts';
import { patchTypeOf } from '../../apimachinery/patch/media-types.ts';
import { decodeCustomBody } from '../../catalog/custom/decode-custom.ts';
import type { BodyFormat, Expected } from '../../catalog/decode-body.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { WriteOptions } from '../../pipeline/request.ts';
import type { Answers } from '../answers.ts';
import { readBody } from '../body.ts';
import type { DecodedObject } from '../decode.ts';
import { bodyFormat, decodeObject } from '../decode.ts';
import type { Exchange } from '../exchange.ts';
import type { Verb } from './verbs.ts';

export function createVerb(pipeline: Pipeline, answers: Answers): Verb {
  return {
    stream: false,
    async handle(exchange) {
      const options = writeOptions(exchange, 'create');
      const produce = await bodyObject(exchange, pipeline, options);
      answers.item(exchange, 201, await pipeline.create(exchange.call, produce, options));
    },
  };
}

export function updateVerb(pipeline: Pipeline, answers: Answers): Verb {
  return {
    stream: false,
    async handle(exchange) {
      const options = writeOptions(exchange, 'update');
      const produce = await bodyObject(exchange, pipeline, options);
      const { item, created } = await pipeline.update(exchange.call, produce, options);
      answers.item(exchange, created ? 201 : 200, item);
    },
  };
}

export function patchVerb(pipeline: Pipeline, answers: Answers): Verb {
  return {
    stream: false,
    async handle(exchange) {
      const { call, query, request } = exchange;
      const custom = call.resource.custom !== undefined;
      const type = patchTypeOf(request.headers['content-type'], { custom });
      const options = writeOptions(exchange, type === 'apply' ? 'apply' : 'patch');
      const body = await readBody(request);
      const force = query.get('force');
      const { item, created } = await pipeline.patch(
        call,
        { type, body, force: force === 'true' || force === '1' },
        options,
      );
      answers.item(exchange, created ? 201 : 200, item);
    },
  };
}

export function writeOptions(
  { query, request }: Exchange,
  verb: 'create' | 'update' | 'patch' | 'apply',
): WriteOptions {
  return parseWriteOptions(query, request.headers['user-agent'], verb);
}

/** Decodes the body now, so that its errors come first, and again for every further try. */
async function bodyObject(
  exchange: Exchange,
  pipeline: Pipeline,
  options: WriteOptions,
): Promise<() => AnyObject> {
  const { request, call } = exchange;
  const format = bodyFormat(request.headers['content-type']);
  const body = await readBody(request);
  const read = bodyReader(exchange, pipeline, options);
  const decode = (): AnyObject => {
    const { object, warnings } = read(format, body);
    for (const warning of warnings) call.warn(warning);
    return object;
  };
  let first: AnyObject | undefined = decode();
  return () => {
    const object = first ?? decode();
    first = undefined;
    return object;
  };
}

/** All that upstream says of a bad body for the scale of a custom resource. */
const NO_SCALE =
  'no kind is registered for the type v1.Scale in scheme "k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go:730"';

/** Custom resources have schemas of their own; the scale of one is a Scale like any other. */
function bodyReader(
  exchange: Exchange,
  { catalog }: Pipeline,
  options: WriteOptions,
): (format: BodyFormat, body: Buffer) => DecodedObject {
  const { resource, subresource } = exchange;
  if (resource.custom !== undefined && subresource?.schema === undefined) {
    const { type } = resource.custom;
    const { fieldValidation } = options;
    return (format, body) => decodeCustomBody(type, body, { format, fieldValidation });
  }
  const expected = expectedBody(exchange);
  return (format, body) => {
    try {
      return decodeObject(catalog, expected, format, body, options);
    } catch (error) {
      if (resource.custom !== undefined && error instanceof ApiError) throw badRequest(NO_SCALE);
      throw error;
    }
  };
}

/** The kind of body that a path takes: that of the subresource, where one is named. */
function expectedBody({ resource, subresource }: Exchange): Expected {
  const { group, version, kind, schema } = subresource ?? resource;
  if (schema === undefined) throw new Error(`${kind} has no schema`);
  return { group, version, kind, schema };
}
