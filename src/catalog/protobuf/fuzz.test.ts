import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SchemaSet } from '../compile.ts';
import type { TypesData } from '../types-data.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { decodeEnvelope, decodeWatchFrame } from './envelope.ts';
import { ProtobufError } from './protobuf-error.ts';

const folder = new URL('../../../test/golden/protobuf/', import.meta.url);
const types = JSON.parse(
  readFileSync(new URL('../../../openapi/kubernetes/types.json', import.meta.url), 'utf8'),
) as TypesData;
const schemas = new SchemaSet(types);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_251_121);
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1500);

/** A small generator of our own: the run must be the same everywhere. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.pb'))
  .flatMap((name) => {
    const wire = readFileSync(new URL(name, folder));
    const { apiVersion, kind } = decodeEnvelope(wire);
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const found = Object.entries(types.types).find(
      ([, { gvk }]) =>
        Array.isArray(gvk) && gvk[0] === group && gvk[1] === version && gvk[2] === kind,
    );
    return found === undefined ? [] : [{ wire, schema: schemas.get(found[0]) }];
  });

describe(`mangled messages (FUZZ_SEED=${SEED})`, () => {
  test('are refused or read, and what was read can be written and read again', () => {
    const roll = dice(SEED);
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const sample = samples[roll(samples.length)];
      if (sample === undefined) continue;
      const mangled = mangle(sample.wire, roll);
      try {
        const { raw } = decodeEnvelope(mangled);
        const object = decodeMessage(sample.schema, raw);
        JSON.stringify(object);
        const wire = encodeMessage(sample.schema, object);
        const back = decodeMessage(sample.schema, wire);
        // Writing what was read is stable: the second time round changes nothing.
        expect(encodeMessage(sample.schema, back).equals(wire), `round ${round}`).toBe(true);
      } catch (error) {
        expect(error, `round ${round}`).toBeInstanceOf(ProtobufError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(0);
  });

  test('of nothing but noise are refused or read', () => {
    const roll = dice(SEED + 1);
    const schema = schemas.get('io.k8s.api.core.v1.PodSpec');
    for (let round = 0; round < ROUNDS; round++) {
      const noise = Buffer.from(Array.from({ length: roll(80) }, () => roll(256)));
      for (const read of [
        () => decodeMessage(schema, noise),
        () => decodeEnvelope(noise),
        () => decodeWatchFrame(noise),
      ]) {
        try {
          read();
        } catch (error) {
          expect(error, noise.toString('hex')).toBeInstanceOf(ProtobufError);
        }
      }
    }
  });
});

function mangle(wire: Buffer, roll: (sides: number) => number): Buffer {
  const copy = Buffer.from(wire);
  switch (roll(4)) {
    case 0:
      return copy.subarray(0, roll(copy.length));
    case 1:
      for (let times = roll(4); times >= 0; times--) copy[roll(copy.length)] = roll(256);
      return copy;
    case 2: {
      const at = roll(copy.length);
      return Buffer.concat([
        copy.subarray(0, at),
        Buffer.from([roll(256), roll(256)]),
        copy.subarray(at),
      ]);
    }
    default: {
      const from = roll(copy.length);
      const to = Math.min(copy.length, from + roll(40));
      return Buffer.concat([copy.subarray(0, to), copy.subarray(from)]);
    }
  }
}
