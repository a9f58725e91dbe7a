import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ExactNumber, encodeJson } from '../../base/json.ts';
import { SchemaSet } from '../compile.ts';
import type { TypesData } from '../types-data.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { ProtobufError } from './protobuf-error.ts';

const schemas = new SchemaSet(
  JSON.parse(
    readFileSync(new URL('../../../openapi/kubernetes/types.json', import.meta.url), 'utf8'),
  ) as TypesData,
);
const core = (name: string) => schemas.get(`io.k8s.api.core.v1.${name}`);
const meta = (name: string) => schemas.get(`io.k8s.apimachinery.pkg.apis.meta.v1.${name}`);
const jsonSchema = schemas.get(
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps',
);

/** There and back. */
function again(schema: ReturnType<typeof core>, object: object): unknown {
  return decodeMessage(schema, encodeMessage(schema, object));
}

describe('what is not on the wire', () => {
  test('is what Go prints for an object that nobody filled', () => {
    expect(decodeMessage(core('Pod'), Buffer.alloc(0))).toEqual({
      metadata: {},
      spec: { containers: null },
      status: {},
    });
    expect(decodeMessage(core('Event'), Buffer.alloc(0))).toEqual({
      metadata: {},
      involvedObject: {},
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: null,
      reportingComponent: '',
      reportingInstance: '',
    });
    expect(decodeMessage(core('ServicePort'), Buffer.alloc(0))).toEqual({ port: 0, targetPort: 0 });
  });

  test('is written as zero where the Go field is no pointer', () => {
    expect(encodeMessage(core('LocalObjectReference'), {}).toString('hex')).toBe('0a00');
    expect(encodeMessage(core('ConfigMap'), {}).toString('hex')).toBe(
      encodeMessage(core('ConfigMap'), { metadata: {} }).toString('hex'),
    );
  });

  test('members of inline messages come from their own message', () => {
    const selector = { name: 'settings', key: 'level', optional: false };
    expect(again(core('ConfigMapKeySelector'), selector)).toEqual(selector);
    expect(decodeMessage(core('ConfigMapKeySelector'), Buffer.alloc(0))).toEqual({ key: '' });
  });
});

describe('values', () => {
  test.each([
    [0],
    [-1],
    [1],
    [127],
    [128],
    [16_383],
    [2 ** 31 - 1],
    [-(2 ** 31)],
    [2 ** 31],
    [2 ** 32],
    [Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER],
  ])('int64 %d comes back', (deletionGracePeriodSeconds) => {
    expect(again(meta('ObjectMeta'), { deletionGracePeriodSeconds })).toEqual({
      deletionGracePeriodSeconds,
    });
  });

  test.each([
    ['9223372036854775807'],
    ['-9223372036854775808'],
    ['9007199254740993'],
    ['-9007199254740993'],
  ])('int64 %s keeps its digits, though no double has them', (digits) => {
    const object = { deletionGracePeriodSeconds: new ExactNumber(digits) };
    const back = again(meta('ObjectMeta'), object);
    expect(encodeJson(back)).toBe(`{"deletionGracePeriodSeconds":${digits}}`);
  });

  test('a number beyond int64 becomes the nearest', () => {
    const largest = new ExactNumber('9223372036854775807');
    const object = { deletionGracePeriodSeconds: 2 ** 70 };
    expect(again(meta('ObjectMeta'), object)).toEqual({ deletionGracePeriodSeconds: largest });
  });

  test('numbers in JSON that is carried as it is keep their digits', () => {
    const revision = schemas.get('io.k8s.api.apps.v1.ControllerRevision');
    const data = { big: new ExactNumber('12345678901234567890'), small: 1.5 };
    const back = decodeMessage(
      revision,
      encodeMessage(revision, { metadata: {}, data, revision: 1 }),
    );
    expect(encodeJson(back)).toContain('"small":1.5');
  });

  test('an int32 keeps the low bits of a longer number', () => {
    // field 3 (port), 2^32 + 80
    expect(decodeMessage(core('ServicePort'), Buffer.from('18d080808010', 'hex'))).toMatchObject({
      port: 80,
    });
    expect(
      decodeMessage(core('ServicePort'), Buffer.from('18ffffffffffffffffff01', 'hex')),
    ).toMatchObject({ port: -1 });
  });

  test.each([
    ['2025-03-01T12:30:59Z'],
    ['1969-12-31T23:59:59Z'],
    ['2000-02-29T00:00:00Z'],
    ['1900-02-28T23:59:59Z'],
    ['9999-12-31T23:59:59Z'],
    ['0001-01-01T00:00:01Z'],
    ['1970-01-01T00:00:00Z'],
  ])('time %s comes back', (creationTimestamp) => {
    expect(again(meta('ObjectMeta'), { creationTimestamp })).toEqual({ creationTimestamp });
  });

  test('a zero time is null, or nothing where it may be left out', () => {
    expect(again(core('PodCondition'), { type: 'Ready', status: 'True' })).toEqual({
      type: 'Ready',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: null,
    });
    expect(again(meta('ObjectMeta'), { creationTimestamp: '0001-01-01T00:00:00Z' })).toEqual({});
  });

  test('other zones and fractions of a second are understood', () => {
    expect(
      again(meta('ObjectMeta'), { creationTimestamp: '2025-03-01T02:00:00.75+02:00' }),
    ).toEqual({ creationTimestamp: '2025-03-01T00:00:00Z' });
    const lease = schemas.get('io.k8s.api.coordination.v1.LeaseSpec');
    expect(again(lease, { renewTime: '2025-03-01T02:00:00.123456Z' })).toEqual({
      renewTime: '2025-03-01T02:00:00.123456Z',
    });
    expect(again(lease, { renewTime: '2025-03-01T02:00:00.1Z' })).toEqual({
      renewTime: '2025-03-01T02:00:00.100000Z',
    });
  });

  test('strings of every kind come back', () => {
    const data = {
      '': 'no key',
      ascii: 'x'.repeat(300),
      euro: '€uro',
      face: '😀',
      'x.y': '',
      __proto__x: 'p',
    };
    expect(again(core('ConfigMap'), { metadata: {}, data })).toEqual({ metadata: {}, data });
  });

  test('a map key may have the name of an accessor', () => {
    const object = JSON.parse(
      '{"metadata":{},"data":{"__proto__":"mine","constructor":"too"}}',
    ) as object;
    const back = again(core('ConfigMap'), object);
    expect(JSON.stringify(back)).toBe(
      '{"metadata":{},"data":{"__proto__":"mine","constructor":"too"}}',
    );
    expect(Object.getPrototypeOf((back as { data: object }).data)).toBe(Object.prototype);
  });

  test('maps are written sorted by the bytes of their keys', () => {
    expect(orderOf({ b: '', a: '', B: '', '1': '' })).toEqual(['1', 'B', 'a', 'b']);
    // In UTF-16 the face (a surrogate pair) would come before the full-width letter.
    expect(orderOf({ '😀': '', ａ: '', z: '' })).toEqual(['z', 'ａ', '😀']);
  });

  test('bytes that are no UTF-8 are replaced one by one', () => {
    const wire = Buffer.from('0a0461e282ff', 'hex');
    expect(decodeMessage(core('LocalObjectReference'), wire)).toEqual({
      name: 'a\ufffd\ufffd\ufffd',
    });
  });

  test('bytes are base64 in JSON', () => {
    const secret = { metadata: {}, data: { a: '/w==', b: '', c: 'AAECAwQ=' } };
    expect(again(core('Secret'), secret)).toEqual(secret);
  });

  test('quantities become canonical', () => {
    const limits = (cpu: string) =>
      encodeMessage(core('ResourceRequirements'), { limits: { cpu } });
    expect(decodeMessage(core('ResourceRequirements'), limits('0.5'))).toEqual({
      limits: { cpu: '500m' },
    });
    expect(decodeMessage(core('ResourceRequirements'), limits('1024Mi'))).toEqual({
      limits: { cpu: '1Gi' },
    });
    expect(() => decodeMessage(core('ResourceRequirements'), limits('much'))).toThrow(
      'quantities must match the regular expression',
    );
    expect(() => decodeMessage(core('ResourceRequirements'), limits(''))).toThrow(ProtobufError);
  });

  test('IntOrString is a number or a string', () => {
    expect(again(core('ServicePort'), { port: 1, targetPort: 'http' })).toMatchObject({
      targetPort: 'http',
    });
    expect(again(core('ServicePort'), { port: 1, targetPort: 8080 })).toMatchObject({
      targetPort: 8080,
    });
    expect(again(core('ServicePort'), { port: 1, targetPort: '' })).toMatchObject({
      targetPort: '',
    });
  });

  test('a named list is a list', () => {
    const review = schemas.get('io.k8s.api.authorization.v1.SubjectAccessReviewSpec');
    const spec = { user: 'jane', extra: { scopes: ['one', 'two'], none: null } };
    expect(again(review, spec)).toEqual(spec);
  });

  test.each([
    [{ items: { type: 'string' } }],
    [{ items: [{ type: 'string' }, { type: 'integer' }] }],
    [{ additionalProperties: true }],
    [{ additionalProperties: false }],
    [{ additionalProperties: { type: 'string' } }],
    [{ dependencies: { a: ['b', 'c'], d: { type: 'object' } } }],
    [{ default: { a: [1, null, 'x'] }, enum: ['a', 1, null, { b: true }], minimum: 0.5 }],
    [{ properties: { a: { properties: { b: { not: { type: 'null' } } } } } }],
  ])('a schema of a CRD comes back: %j', (schema) => {
    expect(again(jsonSchema, schema)).toEqual(schema);
  });

  test('a schema where a flag may stand sets the flag as well', () => {
    const wire = encodeMessage(jsonSchema, { additionalProperties: { type: 'string' } });
    expect(wire.includes(Buffer.from('0801', 'hex'))).toBe(true);
  });

  test('packed numbers are read too', () => {
    // PodSecurityContext.supplementalGroups (4) as one packed field
    expect(
      decodeMessage(core('PodSecurityContext'), Buffer.from('220401800203', 'hex')),
    ).toMatchObject({ supplementalGroups: [1, 256, 3] });
  });
});

describe('unusual but allowed', () => {
  test('unknown fields are passed over, groups included', () => {
    const group = 'fb3f0a0161fc3f'; // group 1023 around a string
    const unknown = `f83f07 fa3f0161 f93f0000000000000000 fd3f00000000 ${group}`.replaceAll(
      ' ',
      '',
    );
    const known = encodeMessage(core('LocalObjectReference'), { name: 'n' }).toString('hex');
    expect(
      decodeMessage(core('LocalObjectReference'), Buffer.from(unknown + known, 'hex')),
    ).toEqual({ name: 'n' });
  });

  test('the last of two scalars wins, two messages merge', () => {
    const one = encodeMessage(core('ConfigMap'), { metadata: { name: 'a', labels: { x: '1' } } });
    // A writer that leaves zero values out: metadata with a namespace and a label, no name.
    const two = Buffer.from('0a0d1a026e735a070a017912023232', 'hex');
    expect(decodeMessage(core('ConfigMap'), Buffer.concat([one, two]))).toEqual({
      metadata: { name: 'a', namespace: 'ns', labels: { x: '1', y: '22' } },
    });
    expect(decodeMessage(core('LocalObjectReference'), Buffer.from('0a01610a00', 'hex'))).toEqual(
      {},
    );
  });
});

describe('bytes that are no message', () => {
  test.each([
    ['0a', 'unexpected EOF'],
    ['0a05', 'unexpected EOF'],
    ['0affffffff0f', 'unexpected EOF'],
    ['0affffffffffffffffff01', 'proto: negative length found during unmarshaling'],
    ['0affffffffffffffffffffff', 'proto: integer overflow'],
    ['08', 'proto: wrong wireType = 0 for field Name'],
    ['0800', 'proto: wrong wireType = 0 for field Name'],
    ['00', 'proto: LocalObjectReference: illegal tag 0 (wire type 0)'],
    ['02', 'proto: LocalObjectReference: illegal tag 0 (wire type 2)'],
    ['0c', 'proto: LocalObjectReference: wiretype end group for non-group'],
    ['fe3f', 'proto: illegal wireType 6'],
    ['fb3f', 'unexpected EOF'],
    ['f83f', 'unexpected EOF'],
    ['f93f00', 'unexpected EOF'],
  ])('%s: %s', (hex, message) => {
    expect(() => decodeMessage(core('LocalObjectReference'), Buffer.from(hex, 'hex'))).toThrow(
      new ProtobufError(message),
    );
  });

  test.each([
    ['Service', '10', 'proto: wrong wireType = 0 for field Spec'],
    ['Service', '08', 'proto: wrong wireType = 0 for field ObjectMeta'],
    ['ObjectReference', '20', 'proto: wrong wireType = 0 for field UID'],
    ['ObjectReference', '28', 'proto: wrong wireType = 0 for field APIVersion'],
  ])('%s %s: names the field as Go does: %s', (name, hex, message) => {
    expect(() => decodeMessage(core(name), Buffer.from(hex, 'hex'))).toThrow(message);
  });

  test('messages nested without end are refused before the stack is', () => {
    let wire: Buffer = Buffer.alloc(0);
    for (let level = 0; level < 3000; level++) {
      // JSONSchemaProps.not
      wire = Buffer.concat([Buffer.from('e201', 'hex'), lengthOf(wire.length), wire]);
    }
    expect(() => decodeMessage(jsonSchema, wire)).toThrow('nested too deeply');
  });

  test('JSON nested without end is refused before the stack is', () => {
    const raw = '['.repeat(100_000) + ']'.repeat(100_000);
    const wire = Buffer.concat([
      Buffer.from('12', 'hex'),
      lengthOf(raw.length + 1 + lengthOf(raw.length).length),
      Buffer.from('0a', 'hex'),
      lengthOf(raw.length),
      Buffer.from(raw),
    ]);
    const revision = schemas.get('io.k8s.api.apps.v1.ControllerRevision');
    expect(() => decodeMessage(revision, wire)).toThrow('exceeded max depth');
  });

  test('JSON that is none is refused', () => {
    const revision = schemas.get('io.k8s.api.apps.v1.ControllerRevision');
    expect(() => decodeMessage(revision, Buffer.from('12030a017b', 'hex'))).toThrow(ProtobufError);
  });
});

/** The keys of a map in the order in which they are written. */
function orderOf(data: Record<string, string>): string[] {
  return Object.keys((again(core('ConfigMap'), { data }) as { data: object }).data);
}

function lengthOf(size: number): Buffer {
  const bytes: number[] = [];
  let rest = size;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}
