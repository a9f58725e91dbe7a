import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SchemaSet } from '../compile.ts';
import type { TypesData } from '../types-data.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import {
  decodeEnvelope,
  decodeWatchFrame,
  encodeListFrom,
  encodeObject,
  encodeWatchFrame,
} from './envelope.ts';
import { ProtobufError, summarize, unreadableMessage, unrecognizedBody } from './protobuf-error.ts';

const schemas = new SchemaSet(
  JSON.parse(
    readFileSync(new URL('../../../openapi/kubernetes/types.json', import.meta.url), 'utf8'),
  ) as TypesData,
);
const configMap = schemas.get('io.k8s.api.core.v1.ConfigMap');
const configMapList = schemas.get('io.k8s.api.core.v1.ConfigMapList');
const meta = (name: string) => schemas.get(`io.k8s.apimachinery.pkg.apis.meta.v1.${name}`);
const type = { apiVersion: 'v1', kind: 'ConfigMap' };
const one = { metadata: { name: 'one', resourceVersion: '7' }, data: { a: '1' } };
const two = { metadata: { name: 'two', resourceVersion: '8' } };

describe('the envelope', () => {
  test('says whose message it holds', () => {
    const envelope = decodeEnvelope(encodeObject(type, configMap, one));
    expect(envelope).toMatchObject({ ...type, contentEncoding: '', contentType: '' });
    expect(decodeMessage(configMap, envelope.raw)).toEqual(one);
  });

  test('may leave out what it says', () => {
    expect(decodeEnvelope(Buffer.from('6b3873001200', 'hex'))).toMatchObject({
      apiVersion: '',
      kind: '',
      raw: Buffer.alloc(0),
    });
  });

  test.each([
    ['', 'empty data'],
    ['6b387300', 'empty body'],
    [
      '6b38',
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    ],
    [
      Buffer.from('{"a":1}').toString('hex'),
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    ],
    ['6b3873000a', 'unexpected EOF'],
    ['6b3873000a050a', 'unexpected EOF'],
    ['6b38730008', 'proto: wrong wireType = 0 for field TypeMeta'],
    ['6b3873000a0108', 'proto: wrong wireType = 0 for field APIVersion'],
    ['6b38730000', 'proto: Unknown: illegal tag 0 (wire type 0)'],
    ['6b3873000a010c', 'proto: TypeMeta: wiretype end group for non-group'],
  ])('%s: %s', (hex, message) => {
    expect(() => decodeEnvelope(Buffer.from(hex, 'hex'))).toThrow(new ProtobufError(message));
  });
});

describe('what a client is told', () => {
  test('quotes the beginning of a body that was not understood', () => {
    const body = Buffer.from('{"metadata":{"name":"lie"}}');
    const cause = new ProtobufError('empty data');
    expect(unrecognizedBody('ConfigMap', cause, body).message).toBe(
      'the object provided is unrecognized (must be of type ConfigMap): empty data ({"metadata":{"name":"lie"}})',
    );
    expect(summarize(Buffer.alloc(0))).toBe('<empty>');
    expect(summarize(Buffer.from(`{${'x'.repeat(40)}`))).toBe(`{${'x'.repeat(29)} ...`);
    expect(summarize(Buffer.alloc(31, 0xff))).toBe(`${'ff'.repeat(30)} ...`);
    expect(summarize(Buffer.alloc(30, 0xff))).toBe('ff'.repeat(30));
  });

  test('names the kind when the envelope could be read', () => {
    const error = unreadableMessage(
      { kind: 'Pod', version: 'v1' },
      'Pod',
      new ProtobufError('unexpected EOF'),
    );
    expect(error.message).toBe('Pod in version "v1" cannot be handled as a Pod: unexpected EOF');
    expect(error.code).toBe(400);
  });
});

describe('a list', () => {
  test('is put together from items that are encoded already', () => {
    const metadata = { resourceVersion: '9', remainingItemCount: 3 };
    const listType = { apiVersion: 'v1', kind: 'ConfigMapList' };

    const joined = encodeListFrom(
      listType,
      metadata,
      [one, two].map((item) => encodeMessage(configMap, item)),
    );

    const whole = encodeObject(listType, configMapList, { metadata, items: [one, two] });
    expect(joined.equals(whole)).toBe(true);
    expect(decodeMessage(configMapList, decodeEnvelope(joined).raw)).toEqual({
      metadata,
      items: [one, two],
    });
  });

  test('may be large', () => {
    const item = encodeMessage(configMap, { ...one, data: { a: 'x'.repeat(10_000) } });
    const many = encodeListFrom(
      { apiVersion: 'v1', kind: 'ConfigMapList' },
      {},
      Array.from({ length: 600 }, () => item),
    );
    const { items } = decodeMessage(configMapList, decodeEnvelope(many).raw);
    expect(items).toHaveLength(600);
  });

  test('of partial metadata needs nothing but the metadata', () => {
    const partial = encodeMessage(meta('PartialObjectMetadata'), one);
    const list = encodeListFrom(
      { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadataList' },
      { resourceVersion: '9' },
      [partial],
    );
    expect(decodeMessage(meta('PartialObjectMetadataList'), decodeEnvelope(list).raw)).toEqual({
      metadata: { resourceVersion: '9' },
      items: [{ metadata: one.metadata }],
    });
  });
});

describe('a watch', () => {
  test('is a row of frames, each an event around an envelope', () => {
    const first = encodeWatchFrame('ADDED', encodeObject(type, configMap, one));
    const second = encodeWatchFrame('DELETED', encodeObject(type, configMap, two));
    const stream = Buffer.concat([first, second]);

    expect(stream.readUInt32BE(0)).toBe(first.length - 4);
    const added = decodeWatchFrame(stream);
    expect(added?.event.type).toBe('ADDED');
    const deleted = decodeWatchFrame(stream.subarray(added?.size));
    expect(deleted?.event.type).toBe('DELETED');
    const { raw } = decodeEnvelope(deleted?.event.object ?? Buffer.alloc(0));
    expect(decodeMessage(configMap, raw)).toEqual(two);
  });

  test('is waited for while a frame is incomplete', () => {
    const frame = encodeWatchFrame('ADDED', encodeObject(type, configMap, one));
    for (let size = 0; size < frame.length; size++) {
      expect(decodeWatchFrame(frame.subarray(0, size))).toBeUndefined();
    }
  });

  test('refuses a frame that claims to be enormous', () => {
    expect(() => decodeWatchFrame(Buffer.from('ffffffff', 'hex'))).toThrow(ProtobufError);
  });
});
