import { describe, expect, test } from 'vitest';
import { ApiError } from '../apimachinery/errors.ts';
import { loadCatalog } from './catalog.ts';
import type { BodyFormat, DecodedBody, Expected } from './decode-body.ts';
import { decodeBody } from './decode-body.ts';
import { deleteOptionsOf } from './delete-options.ts';

const catalog = loadCatalog(new URL('../../openapi/kubernetes/', import.meta.url));

function expected(group: string, version: string, kind: string): Expected {
  const schema = catalog.schemaOf(group, version, kind);
  if (schema === undefined) throw new Error(`no ${kind}`);
  return { group, version, kind, schema };
}

const configMap = expected('', 'v1', 'ConfigMap');
const deployment = expected('apps', 'v1', 'Deployment');

interface Options {
  readonly expected?: Expected;
  readonly format?: BodyFormat;
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
}

function decode(body: string | Buffer, options: Options = {}): DecodedBody {
  return decodeBody(catalog, Buffer.from(body), {
    expected: configMap,
    format: 'json',
    fieldValidation: 'Warn',
    ...options,
  });
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

const TYPE_META =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
const LEGACY_SCHEME = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30';

describe('a body that does not say what it is', () => {
  test.each(['{}', 'null', '{"apiVersion":"v1"}', '{"kind":"ConfigMap"}', '{"apiVersion":"/"}'])(
    '%s is what the path wants',
    (body) => {
      expect(decode(body).object).toEqual({ metadata: {} });
    },
  );

  test('may say it in any case, though strictly it must not', () => {
    const body = '{"kind":"Secret","KIND":"ConfigMap","metadata":{"name":"a"}}';

    expect(decode(body)).toEqual({
      object: { metadata: { name: 'a' } },
      warnings: ['unknown field "KIND"'],
    });
  });
});

describe('a body that cannot be read', () => {
  const unreadable = "couldn't get version/kind; json parse error: ";
  test.each([
    ['', `${unreadable}unexpected end of JSON input (<empty>)`],
    [
      'not json',
      `${unreadable}invalid character 'o' in literal null (expecting 'u') (6e6f74206a736f6e)`,
    ],
    [
      '{"metadata":{"name":"tail"}} trailing',
      `${unreadable}invalid character 't' after top-level value ({"metadata":{"name":"tail"}} t ...)`,
    ],
    ['[]', `${unreadable}json: cannot unmarshal array into Go value of type ${TYPE_META} (5b5d)`],
    [
      '"text"',
      `${unreadable}json: cannot unmarshal string into Go value of type ${TYPE_META} (227465787422)`,
    ],
    ['5', `${unreadable}json: cannot unmarshal number into Go value of type ${TYPE_META} (35)`],
    [
      '{"kind":7}',
      `${unreadable}json: cannot unmarshal number into Go struct field .kind of type string ({"kind":7})`,
    ],
    [
      '{"apiVersion":["v1"],"kind":{}}',
      `${unreadable}json: cannot unmarshal array into Go struct field .apiVersion of type string ({"apiVersion":["v1"],"kind":{} ...)`,
    ],
    ['{"apiVersion":"a/b/c"}', 'unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})'],
  ])('%j', (body, why) => {
    expect(refusal(() => decode(body))).toBe(
      `400 the object provided is unrecognized (must be of type ConfigMap): ${why}`,
    );
  });

  test('as YAML', () => {
    expect(
      refusal(() => decode('metadata:\n  name: tabbed\n\tdata: {}\n', { format: 'yaml' })),
    ).toBe(
      '400 the object provided is unrecognized (must be of type ConfigMap): yaml: line 3: found a tab character that violates indentation ' +
        '(6d657461646174613a0a20206e616d653a207461626265640a0964617461 ...)',
    );
    expect(refusal(() => decode('just words', { format: 'yaml' }))).toContain(
      `json: cannot unmarshal string into Go value of type ${TYPE_META} (6a75737420776f726473)`,
    );
  });

  test('as protobuf', () => {
    expect(refusal(() => decode('{"metadata":{"name":"lie"}}', { format: 'protobuf' }))).toBe(
      '400 the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, ' +
        'expected prefix [107 56 115 0] ({"metadata":{"name":"lie"}})',
    );
    expect(refusal(() => decode('', { format: 'protobuf' }))).toContain('empty data (<empty>)');
  });
});

describe('a body of another kind or version', () => {
  test.each([
    [
      '{"apiVersion":"v1","kind":"Secret"}',
      'Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion',
    ],
    [
      '{"apiVersion":"v1","kind":"ConfigMapList"}',
      'ConfigMapList in version "v1" cannot be handled as a ConfigMap: converting (v1.ConfigMapList) to (core.ConfigMap): unknown conversion',
    ],
    [
      '{"apiVersion":"v1","kind":"List"}',
      'List in version "v1" cannot be handled as a ConfigMap: converting (v1.List) to (core.ConfigMap): unknown conversion',
    ],
    [
      '{"apiVersion":"v1","kind":"Status"}',
      'Status in version "v1" cannot be handled as a ConfigMap: converting (v1.Status) to (core.ConfigMap): unknown conversion',
    ],
    [
      '{"apiVersion":"apps/v1","kind":"DeleteOptions"}',
      'DeleteOptions in version "v1" cannot be handled as a ConfigMap: converting (v1.DeleteOptions) to (core.ConfigMap): unknown conversion',
    ],
    [
      '{"apiVersion":"extensions/v1beta1","kind":"Deployment"}',
      'Deployment in version "v1beta1" cannot be handled as a ConfigMap: converting (v1beta1.Deployment) to (core.ConfigMap): unknown conversion',
    ],
    [
      '{"apiVersion":"v1","kind":"Gizmo"}',
      `Gizmo in version "v1" cannot be handled as a ConfigMap: no kind "Gizmo" is registered for version "v1" in scheme "${LEGACY_SCHEME}"`,
    ],
    [
      '{"apiVersion":"v2","kind":"ConfigMap"}',
      `ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "${LEGACY_SCHEME}"`,
    ],
    [
      '{"kind":"configmap"}',
      `configmap in version "v1" cannot be handled as a ConfigMap: no kind "configmap" is registered for version "v1" in scheme "${LEGACY_SCHEME}"`,
    ],
    [
      '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition"}',
      `CustomResourceDefinition in version "v1" cannot be handled as a ConfigMap: no kind "CustomResourceDefinition" is registered for version "apiextensions.k8s.io/v1" in scheme "${LEGACY_SCHEME}"`,
    ],
    [
      '{"apiVersion":"meta.k8s.io/v1","kind":"PartialObjectMetadata"}',
      `PartialObjectMetadata in version "v1" cannot be handled as a ConfigMap: no kind "PartialObjectMetadata" is registered for version "meta.k8s.io/v1" in scheme "${LEGACY_SCHEME}"`,
    ],
    [
      '{"apiVersion":"apps/","kind":"Pod"}',
      'Pod in version "" cannot be handled as a ConfigMap: Object \'apiVersion\' is missing in \'{"apiVersion":"apps/","kind":"Pod"}\'',
    ],
    // The body is decoded as what it says before it is found to be the wrong thing.
    [
      '{"kind":"Pod","metadata":{"name":5}}',
      'Pod in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string',
    ],
  ])('%s', (body, message) => {
    expect(refusal(() => decode(body, { fieldValidation: 'Strict' }))).toBe(`400 ${message}`);
  });

  test.each([
    [deployment, 'apps/v1beta1', 'apps/v1'],
    [deployment, 'extensions/v1beta1', 'apps/v1'],
    [expected('autoscaling', 'v2', 'HorizontalPodAutoscaler'), 'autoscaling/v1', 'autoscaling/v2'],
    [expected('events.k8s.io', 'v1', 'Event'), 'v1', 'events.k8s.io/v1'],
    [expected('autoscaling', 'v1', 'Scale'), 'apps/v1beta2', 'autoscaling/v1'],
    [
      expected('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition'),
      'apiextensions.k8s.io/v1beta1',
      'apiextensions.k8s.io/v1',
    ],
  ])('the same kind in another version: %#', (wanted, said, version) => {
    const body = JSON.stringify({ apiVersion: said, kind: wanted.kind });

    expect(refusal(() => decode(body, { expected: wanted }))).toBe(
      `400 the API version in the data (${said}) does not match the expected API version (${version})`,
    );
  });

  test('evictions are taken in their old version, too', () => {
    const eviction = expected('policy', 'v1', 'Eviction');
    const body = '{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"p"}}';

    expect(decode(body, { expected: eviction }).object).toEqual({ metadata: { name: 'p' } });
  });

  test.each([
    [
      'apiextensions.k8s.io',
      'CustomResourceDefinition',
      'k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55',
    ],
    [
      'apiregistration.k8s.io',
      'APIService',
      'k8s.io/kube-aggregator/pkg/apiserver/scheme/scheme.go:28',
    ],
  ])('%s knows only its own kinds', (group, kind, scheme) => {
    const own = expected(group, 'v1', kind);

    expect(refusal(() => decode('{"apiVersion":"v1","kind":"Pod"}', { expected: own }))).toBe(
      `400 Pod in version "v1" cannot be handled as a ${kind}: no kind "Pod" is registered for version "v1" in scheme "${scheme}"`,
    );
    expect(
      refusal(() => decode('{"apiVersion":"v1","kind":"Status"}', { expected: own })),
    ).toContain('converting (v1.Status)');
  });
});

describe('unknown and repeated fields', () => {
  const body = '{"spec":{"replicas":1,"replicas":2,"replica":3},"foo":1}';
  const violations = [
    'duplicate field "spec.replicas"',
    'unknown field "spec.replica"',
    'unknown field "foo"',
  ];

  test('are refused together by Strict', () => {
    expect(refusal(() => decode(body, { expected: deployment, fieldValidation: 'Strict' }))).toBe(
      `400 Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: ${violations.join(', ')}`,
    );
  });

  test('are warned of by Warn and dropped by Ignore', () => {
    const warned = decode(body, { expected: deployment });
    const ignored = decode(body, { expected: deployment, fieldValidation: 'Ignore' });

    expect(warned.warnings).toEqual(violations);
    expect(ignored).toEqual({ object: warned.object, warnings: [] });
    expect(warned.object['spec']).toMatchObject({ replicas: 2 });
  });

  test('of YAML come by line and then by name', () => {
    const yaml =
      'metadata:\n  name: a\n  foo: 1\ndata:\n  k: first\n  k: second\n  k: third\nbar: 2\n';

    expect(decode(yaml, { format: 'yaml' })).toEqual({
      object: { metadata: { name: 'a' }, data: { k: 'third' } },
      warnings: [
        'line 6: key "k" already set in map',
        'line 7: key "k" already set in map',
        'unknown field "bar"',
        'unknown field "metadata.foo"',
      ],
    });
    expect(refusal(() => decode(yaml, { format: 'yaml', fieldValidation: 'Strict' }))).toBe(
      '400 ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n' +
        '  line 6: key "k" already set in map\n  line 7: key "k" already set in map, unknown field "bar", unknown field "metadata.foo"',
    );
  });
});

describe('YAML', () => {
  test('has types of its own', () => {
    expect(refusal(() => decode('data:\n  yes: no\n', { format: 'yaml' }))).toBe(
      '400 ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal bool into Go struct field ConfigMap.data of type string',
    );
  });

  test('may be empty, and only its first document counts', () => {
    expect(decode('', { format: 'yaml' }).object).toEqual({ metadata: {} });
    expect(
      decode('metadata: {name: a}\n---\nmetadata: {name: b}\n', { format: 'yaml' }).object,
    ).toEqual({
      metadata: { name: 'a' },
    });
  });
});

function options(body: string, format: BodyFormat = 'json'): unknown {
  return deleteOptionsOf(catalog, Buffer.from(body), format);
}

describe('the options of a deletion', () => {
  test.each([
    '{"gracePeriodSeconds":5}',
    '{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":5}',
    '{"kind":"DeleteOptions","apiVersion":"zzz/v7","gracePeriodSeconds":5,"foo":1}',
  ])('%s', (body) => {
    expect(options(body)).toMatchObject({ gracePeriodSeconds: 5 });
  });

  const scheme = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27';
  test.each([
    [
      'nonsense',
      "couldn't get version/kind; json parse error: invalid character 'o' in literal null (expecting 'u')",
    ],
    [
      '[]',
      `couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type ${TYPE_META}`,
    ],
    [
      '{"kind":"Pod","apiVersion":"v1"}',
      `no kind "Pod" is registered for version "v1" in scheme "${scheme}"`,
    ],
    [
      '{"kind":"Pod"}',
      `no kind "Pod" is registered for version "meta.k8s.io/v1" in scheme "${scheme}"`,
    ],
    [
      '{"kind":"GetOptions"}',
      'converting (v1.GetOptions) to (v1.DeleteOptions): unknown conversion',
    ],
    [
      '{"kind":"Status","apiVersion":"v1"}',
      'converting (v1.Status) to (v1.DeleteOptions): unknown conversion',
    ],
    ['{"apiVersion":"apps/"}', 'Object \'apiVersion\' is missing in \'{"apiVersion":"apps/"}\''],
    [
      '{"gracePeriodSeconds":1.5}',
      'json: cannot unmarshal number 1.5 into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    ],
    [
      '{"preconditions":{"uid":5}}',
      'json: cannot unmarshal number into Go struct field Preconditions.preconditions.uid of type types.UID',
    ],
    [
      '{"propagationPolicy":1}',
      'json: cannot unmarshal number into Go struct field DeleteOptions.propagationPolicy of type v1.DeletionPropagation',
    ],
  ])('%s is refused with a bare 500', (body, message) => {
    expect(refusal(() => options(body))).toBe(`500 ${message}`);
  });

  test('as YAML', () => {
    expect(options('propagationPolicy: Background', 'yaml')).toEqual({
      propagationPolicy: 'Background',
    });
    expect(refusal(() => options('kind: [', 'yaml'))).toBe(
      '500 yaml: line 1: did not find expected node content',
    );
  });
});
