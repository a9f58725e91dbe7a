import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { StructSchema } from '../../apimachinery/schema.ts';
import { SchemaSet } from '../compile.ts';
import type { TypeData, TypesData } from '../types-data.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { decodeEnvelope, encodeObject, MAGIC, wrapEnvelope } from './envelope.ts';

// Objects that the real code of Kubernetes 1.34 printed as JSON and as protobuf, every field set.
const folder = new URL('../../../test/golden/protobuf/', import.meta.url);
const types = JSON.parse(
  readFileSync(new URL('../../../openapi/kubernetes/types.json', import.meta.url), 'utf8'),
) as TypesData & { legacy: Record<string, TypeData> };
const all = { ...types, types: { ...types.types, ...types.legacy } };
const schemas = new SchemaSet(all);

// Kinds of old versions that the type data leaves out.
const UNKNOWN = new Set([
  'extensions.v1beta1.DaemonSet',
  'extensions.v1beta1.Deployment',
  'extensions.v1beta1.DeploymentRollback',
  'extensions.v1beta1.NetworkPolicy',
  'extensions.v1beta1.ReplicaSet',
  'extensions.v1beta1.Scale',
  'networking.k8s.io.v1beta1.IPAddress',
  'networking.k8s.io.v1beta1.IngressClass',
  'networking.k8s.io.v1beta1.ServiceCIDR',
]);
// An event travels in a frame of its own and its object in an envelope: see envelope.test.ts.
const OTHERWISE = new Set(['core.v1.WatchEvent']);

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.pb'))
  .map((name) => name.slice(0, -3))
  .filter((name) => !UNKNOWN.has(name) && !OTHERWISE.has(name));

describe('golden objects', () => {
  test('are all there', () => {
    expect(names.length).toBeGreaterThan(60);
  });

  test.each(names)('%s is read and written as upstream does it', (name) => {
    const wire = readFileSync(new URL(`${name}.pb`, folder));
    const json = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as object;

    const { apiVersion, kind, raw } = decodeEnvelope(wire);
    const schema = schemaOf(apiVersion, kind);

    expect({ kind, apiVersion, ...decodeMessage(schema, raw) }).toEqual(json);
    expect(encodeMessage(schema, json).equals(raw)).toBe(true);
    expect(encodeObject({ apiVersion, kind }, schema, json).equals(wire)).toBe(true);
    expect(wrapEnvelope({ apiVersion, kind }, raw).equals(wire)).toBe(true);
    expect(wire.subarray(0, 4).equals(MAGIC)).toBe(true);
  });

  test('a WatchEvent is read as a message of its own', () => {
    const wire = readFileSync(new URL('core.v1.WatchEvent.pb', folder));
    const json = JSON.parse(
      readFileSync(new URL('core.v1.WatchEvent.json', folder), 'utf8'),
    ) as object;
    const schema = schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent');
    const { raw } = decodeEnvelope(wire);

    expect(decodeMessage(schema, raw)).toEqual(json);
    expect(encodeMessage(schema, json).equals(raw)).toBe(true);
  });
});

function schemaOf(apiVersion: string, kind: string): StructSchema {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const found = Object.entries(all.types).find(
    ([, { gvk }]) =>
      Array.isArray(gvk) && gvk[0] === group && gvk[1] === version && gvk[2] === kind,
  );
  const every = `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`;
  return schemas.get(found?.[0] ?? every);
}
