import type { Environment, StructType } from '../environment.ts';
import { staticCostMax } from '../estimate/static-cost.ts';
import { kubernetesEnvironment } from '../kubernetes/environment.ts';
import type { Program } from '../program.ts';
import { compile } from '../program.ts';
import type { DeclaredType } from '../schema/declared-type.ts';
import type { CelType } from '../types/type.ts';
import { ANY, BOOL, mapOf, STRING, struct } from '../types/type.ts';

const DEVICE = 'kubernetes.DRADevice';
const ENTRIES_MAX = 32;
const DOMAIN_LENGTH_MAX = 63;
const IDENTIFIER_LENGTH_MAX = 32;
const DRIVER_LENGTH_MAX = 63;
const VALUE_LENGTH_MAX = 64;

function bounded(type: CelType, elementsMax: number): DeclaredType {
  return { type, elementsMax, bytesMin: 0, element: undefined, fields: undefined };
}

function mapType(keyLengthMax: number, element: DeclaredType): DeclaredType {
  const type = mapOf(STRING, element.type);
  return { ...bounded(type, ENTRIES_MAX), element, key: bounded(STRING, keyLengthMax) };
}

/** A boolean, a number, a string or a version, whatever its name. */
const attribute = bounded(ANY, VALUE_LENGTH_MAX);
const attributes = { ...mapType(IDENTIFIER_LENGTH_MAX, attribute), anyMember: attribute };
const capacity = mapType(IDENTIFIER_LENGTH_MAX, bounded(struct('kubernetes.Quantity'), 0));

const fields: ReadonlyMap<string, DeclaredType> = new Map([
  ['driver', bounded(STRING, DRIVER_LENGTH_MAX)],
  ['attributes', mapType(DOMAIN_LENGTH_MAX, attributes)],
  ['capacity', mapType(DOMAIN_LENGTH_MAX, capacity)],
]);

const device: DeclaredType = { ...bounded(struct(DEVICE), 0), fields };
const deviceStruct: StructType = { name: DEVICE, field: (name) => fields.get(name)?.type };

const environment: Environment = kubernetesEnvironment.extending({
  variables: { device: device.type },
  structs: (name) => (name === DEVICE ? deviceStruct : undefined),
  bindings: true,
});

/** An expression that says whether a device will do. @throws CompileError */
export function compileDeviceSelector(expression: string): Program {
  return compile(expression, environment, {
    types: [BOOL, ANY],
    wrongType: (found) => `must evaluate to bool or the unknown type, not ${found}`,
  });
}

/** The most that it can cost for any device. */
export function deviceSelectorCostMax({ checked }: Program): number {
  return staticCostMax(checked, device, 'device');
}
