import { describe, expect, test } from 'vitest';
import { ApiError } from '../apimachinery/errors.ts';
import { encodeJson } from '../base/json.ts';
import { SeededRng } from '../base/rng.ts';
import { canonicalise } from './canonical.ts';
import { loadCatalog } from './catalog.ts';
import { decodeBody } from './decode-body.ts';
import { parseYaml, YamlError } from './yaml.ts';
import { formatYaml } from './yaml-emit.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_251_121);
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1000);
const catalog = loadCatalog(new URL('../../openapi/kubernetes/', import.meta.url));

const POD = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {
    name: 'p',
    labels: { app: 'web', '10': 'ten' },
    creationTimestamp: '2024-01-02T03:04:05Z',
    finalizers: ['example.com/x'],
  },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'registry.example.com/c:1',
        ports: [{ containerPort: 80, name: 'http' }],
        resources: { limits: { cpu: '500m', memory: '1Gi' } },
        livenessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
        env: [{ name: 'A', value: 'one\ntwo' }, { name: 'B' }],
      },
    ],
    volumes: [{ name: 'v', emptyDir: {} }],
    tolerations: [{ key: 'k', tolerationSeconds: 9007199254740000 }],
  },
};
const DEFINITION = {
  kind: 'CustomResourceDefinition',
  apiVersion: 'apiextensions.k8s.io/v1',
  metadata: { name: 'cups.example.com' },
  spec: {
    versions: [
      {
        name: 'v1',
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: { spec: { items: { type: 'string', maximum: 1.5 }, default: { a: [1] } } },
            additionalProperties: false,
          },
        },
      },
    ],
  },
};
const SECRET = {
  kind: 'Secret',
  apiVersion: 'v1',
  metadata: {
    name: 's',
    managedFields: [{ fieldsV1: { 'f:data': {} }, time: '2024-01-02T03:04:05Z' }],
  },
  data: { a: 'aGVsbG8=', b: '' },
  type: 'Opaque',
};
const SAMPLES = [POD, DEFINITION, SECRET];

const PIECES = [
  '{ } [ ] : , " \\ \\u \\ud800 null true - 0 1e9 .5 9223372036854775808 "__proto__": "kind":"X", {"a":',
  '&a *a <<:*a !!int | >- % @ ? "constructor":{"prototype": é',
]
  .flatMap((line) => line.split(' '))
  .concat('\n', '\n  ', '\t', '- ', ': ', '#', '---\n', '<<: *a', '\0');

/** Cuts, doubles, drops and inserts, at a few places. */
function mangle(text: string, rng: SeededRng): Buffer {
  let bytes = Buffer.from(text);
  for (let count = 1 + rng.int(4); count > 0; count--) {
    const at = rng.int(bytes.length + 1);
    const end = Math.min(bytes.length, at + rng.int(12));
    const piece =
      rng.int(8) === 0
        ? Buffer.from([rng.int(256)])
        : rng.int(2) === 0
          ? Buffer.from(PIECES[rng.int(PIECES.length)] ?? '')
          : bytes.subarray(at, end);
    const kept = rng.int(2) === 0 ? at : end;
    bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(kept)]);
    if (rng.int(20) === 0) bytes = bytes.subarray(0, at);
  }
  return bytes;
}

describe(`mangled bodies (FUZZ_SEED=${SEED})`, () => {
  test.each(['json', 'yaml'] as const)(
    'of %s are refused or become canonical objects',
    (format) => {
      const rng = new SeededRng(SEED);
      let accepted = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const sample = SAMPLES[rng.int(SAMPLES.length)] ?? POD;
        const text = format === 'json' ? JSON.stringify(sample) : formatYaml(sample);
        const body = mangle(text, rng);
        const [group = '', version = ''] = sample.apiVersion.includes('/')
          ? sample.apiVersion.split('/')
          : ['', sample.apiVersion];
        const schema = catalog.schemaOf(group, version, sample.kind);
        if (schema === undefined) throw new Error(sample.kind);
        const expected = { group, version, kind: sample.kind, schema };
        let object: Record<string, unknown>;
        try {
          ({ object } = decodeBody(catalog, body, { format, expected, fieldValidation: 'Warn' }));
        } catch (error) {
          expect(error, `round ${round}: ${body.toString()}`).toBeInstanceOf(ApiError);
          expect((error as ApiError).code).toBe(400);
          continue;
        }
        expect(encodeJson(canonicalise(schema, object)), `round ${round}`).toBe(encodeJson(object));
        accepted++;
      }
      expect(accepted).toBeGreaterThan(ROUNDS / 20);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(({} as Record<string, unknown>)['prototype']).toBeUndefined();
    },
  );

  test('of YAML that are read print as YAML that reads the same', () => {
    const rng = new SeededRng(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const body = mangle(formatYaml(SAMPLES[rng.int(SAMPLES.length)]), rng);
      let value: unknown;
      try {
        ({ value } = parseYaml(body));
      } catch (error) {
        expect(error, `round ${round}`).toBeInstanceOf(YamlError);
        continue;
      }
      expect(parseYaml(formatYaml(value)).value, `round ${round}`).toEqual(value);
    }
  });
});

function many(count: number, text: string): string {
  return text.repeat(count);
}

describe('large bodies made to take long', () => {
  const configMap = catalog.schemas.get('io.k8s.api.core.v1.ConfigMap');
  const expected = { group: '', version: 'v1', kind: 'ConfigMap', schema: configMap };
  test.each([
    ['json', 'backslashes', `{"data":{"a":"${many(500_000, '\\\\')}"}}`],
    ['json', 'newline escapes', `{"data":{"a":"${many(500_000, '\\n')}"}}`],
    ['json', 'short strings', `{"x":[${many(200_000, '"",')}""]}`],
    ['json', 'one key again and again', `{${many(100_000, '"a":1,')}"a":1}`],
    [
      'json',
      'array indices',
      `{"data":{${Array.from({ length: 50_000 }, (_, at) => `"${at}":""`).join(',')}}}`,
    ],
    ['json', 'open lists', many(1_000_000, '[')],
    ['json', 'open objects', many(300_000, '{"a":')],
    ['json', 'digits', `{"x":${many(1_000_000, '9')}}`],
    ['json', 'blanks', `{${many(1_000_000, ' ')}`],
    ['yaml', 'backslashes', `a: "${many(300_000, '\\\\')}"`],
    ['yaml', 'a long plain scalar', `a: ${many(300_000, 'x ')}`],
    ['yaml', 'blank lines', `a:${many(500_000, '\n')} b`],
    ['yaml', 'blank lines in a literal', `a: |\n  x${many(300_000, '\n')}  y`],
    ['yaml', 'entries', many(100_000, '- a\n')],
    ['yaml', 'members', Array.from({ length: 50_000 }, (_, at) => `k${at}: v\n`).join('')],
    ['yaml', 'one line of quotes', many(100_000, '"a" ')],
    ['yaml', 'colons', many(200_000, ': ')],
    ['yaml', 'a flow without an end', `[${many(200_000, 'a, ')}`],
    ['yaml', 'digits', `a: ${many(1_000_000, '9')}`],
    ['yaml', 'anchors', many(50_000, '- &a x\n')],
    ['yaml', 'comments', many(200_000, '# x\n')],
    ['yaml', 'question marks', many(100_000, '? ')],
  ] as const)('%s: %s', (format, _, text) => {
    const options = { format, expected, fieldValidation: 'Warn' } as const;
    let thrown: unknown;
    try {
      decodeBody(catalog, Buffer.from(text), options);
    } catch (error) {
      thrown = error;
    }

    expect(thrown === undefined || thrown instanceof ApiError).toBe(true);
  });
});
