import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TypesData } from '../types-data.ts';
import { loadDescriptions } from './descriptions.ts';

const folder = new URL('../../../openapi/descriptions/', import.meta.url);
const { types, scalars } = JSON.parse(
  readFileSync(new URL('../../../openapi/kubernetes/types.json', import.meta.url), 'utf8'),
) as TypesData;
const descriptions = loadDescriptions(folder);

// Explained field by field; `metadata` has the same words everywhere, and http is bare upstream.
const COMPLETE =
  /\.(?:core\.v1\.(?:Service(?:Spec|Port|Status)?|SessionAffinityConfig|ClientIPConfig|LoadBalancer\w*|PortStatus|Endpoint\w+)|discovery\.v1\.\w+|networking\.v1\.(?:\w*Ingress\w*|ServiceBackendPort)|meta\.v1\.(?:ObjectMeta|OwnerReference|LabelSelector\w*|ListOptions|DeleteOptions))$/;
const ELSEWHERE = new Set(['metadata', 'http']);

describe('descriptions', () => {
  test('explain every field of services, endpoints, ingresses and metadata', () => {
    const missing = Object.entries(types)
      .filter(([name]) => COMPLETE.test(name))
      .flatMap(([name, { fields = {} }]) => [
        ...(descriptions.ofType(name) === undefined && !name.endsWith('RuleValue') ? [name] : []),
        ...Object.keys(fields)
          .filter((field) => !ELSEWHERE.has(field))
          .filter((field) => descriptions.ofField(name, field) === undefined)
          .map((field) => `${name} ${field}`),
      ]);
    expect(missing).toEqual([]);
  });

  test('are of types and fields that exist, and are sentences', () => {
    const definitions = new Set(Object.values(scalars).map(({ definition }) => definition));
    const wrong = readdirSync(folder).flatMap((file) => {
      const all = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<
        string,
        Record<string, string>
      >;
      return Object.entries(all).flatMap(([name, fields]) => [
        ...(types[name] || definitions.has(name) || name.endsWith('.Patch') ? [] : [name]),
        ...Object.entries(fields)
          .filter(([field, text]) => !isGood(name, field, text))
          .map(([field]) => `${name} ${field}`),
      ]);
    });
    expect(wrong).toEqual([]);
  });

  test('of one type do not come twice', () => {
    const names = readdirSync(folder).flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as object),
    );
    expect(names).toEqual([...new Set(names)]);
  });
});

function isGood(name: string, field: string, text: string): boolean {
  const exists = field === '' || types[name]?.fields?.[field] !== undefined;
  return exists && /^[A-Z(].*\.$/s.test(text);
}
