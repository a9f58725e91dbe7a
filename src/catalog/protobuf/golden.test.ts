import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { StructSchema } from '../../apimachinery/schema.ts';
import { SchemaSet } from '../compile.ts';
import type { TypeData, TypesData } from '../types-data.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { decodeEnvelope, encodeObject, MAGIC, wrapEnvelope } from './envelope.ts';

// Objects that the real code of Kubernetes 1.34 printed as JSON and as protobuf, every field set.
const golden = new URL('../../../test/golden/', import.meta.url);
const folder = new URL('protobuf/', golden);
const served = readJson(
  new URL('../../../openapi/kubernetes/types.json', import.meta.url),
) as TypesData & { readonly legacy: Readonly<Record<string, TypeData>> };
// Kinds of versions that are no longer served are facts for this test only.
const old = readJson(new URL('old-types.json', golden)) as Readonly<Record<string, TypeData>>;
const types: TypesData = { ...served, types: { ...served.types, ...served.legacy, ...old } };
const schemas = new SchemaSet(types);

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.pb'))
  .map((name) => name.slice(0, -'.pb'.length));

describe('golden objects', () => {
  test('come in pairs, one text to each message', () => {
    const pairs = names.flatMap((name) => [`${name}.json`, `${name}.pb`]);

    expect(readdirSync(folder).toSorted()).toEqual(pairs.toSorted());
    expect(names.length).toBeGreaterThanOrEqual(78);
  });

  test.each(names)('%s is read and written as upstream does it', (name) => {
    const wire = readFileSync(new URL(`${name}.pb`, folder));
    const json = readJson(new URL(`${name}.json`, folder)) as object;

    const { apiVersion, kind, raw } = decodeEnvelope(wire);
    const schema = schemaOf(name);
    // The envelope of a watch event names nothing, and neither does its JSON.
    const typeMeta = kind === '' && apiVersion === '' ? {} : { kind, apiVersion };

    expect({ ...typeMeta, ...decodeMessage(schema, raw) }).toEqual(json);
    expect(encodeMessage(schema, json).equals(raw)).toBe(true);
    expect(encodeObject({ apiVersion, kind }, schema, json).equals(wire)).toBe(true);
    expect(wrapEnvelope({ apiVersion, kind }, raw).equals(wire)).toBe(true);
    expect(wire.subarray(0, 4).equals(MAGIC)).toBe(true);
  });
});

/** @param name of a golden object: group, version and kind */
function schemaOf(name: string): StructSchema {
  const [, group, version, kind] = /^(.+)\.(v\d\w*)\.(\w+)$/.exec(name) ?? [];
  const found = Object.entries(types.types).find(
    ([, { gvk }]) =>
      Array.isArray(gvk) &&
      gvk[0] === (group === 'core' ? '' : group) &&
      gvk[1] === version &&
      gvk[2] === kind,
  );
  // What belongs to every group version stands among those of the core.
  return schemas.get(found?.[0] ?? `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`);
}

function readJson(url: URL): unknown {
  return JSON.parse(readFileSync(url, 'utf8'));
}
