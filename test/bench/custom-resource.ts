/** Custom resources with a schema of 200 fields: created, then listed. */
import { Connection } from './connection.ts';
import { rate, until } from './measure.ts';
import type { Bench } from './steps.ts';

const GROUP = 'bench.kubedouble.example';
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const NAME = `records.${GROUP}`;
const COUNT = 1000;
const LISTS = 64;
const SECTIONS = 10;
/** With the section itself that makes 20 fields a section. */
const FIELDS = 19;

/** @returns creates and lists per second */
export async function customResources(bench: Bench): Promise<readonly number[]> {
  const connection = await Connection.open(bench.target);
  try {
    await connection.request('POST', DEFINITIONS, JSON.stringify(definition()));
    await until(async () => {
      const read = await connection.request('GET', `${DEFINITIONS}/${NAME}`);
      return /"type":"Established","status":"True"|"status":"True","type":"Established"/.test(
        read.toString('utf8').replace(/"(lastTransitionTime|reason|message)":"[^"]*",?/g, ''),
      );
    });
    const path = `/apis/${GROUP}/v1/namespaces/${bench.namespace}/records`;
    // A definition is served a moment after it says so.
    await until(() =>
      connection.request('GET', path).then(
        () => true,
        () => false,
      ),
    );
    const creates = await rate(bench.target, {
      count: COUNT,
      send: (each, index) => each.request('POST', path, JSON.stringify(record(index))),
    });
    const lists = await rate(bench.target, {
      count: LISTS,
      send: (each) => each.request('GET', path),
    });
    return [creates, lists];
  } finally {
    await connection.request('DELETE', `${DEFINITIONS}/${NAME}`);
    connection.close();
  }
}

function definition(): object {
  const openAPIV3Schema = {
    type: 'object',
    properties: { spec: { type: 'object', properties: sections((at) => section(at)) } },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: NAME },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { plural: 'records', singular: 'record', kind: 'Record', listKind: 'RecordList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

function section(at: number): object {
  const kinds = [
    { type: 'string', maxLength: 64 },
    { type: 'integer', minimum: 0, maximum: 1000 },
    { type: 'boolean' },
    { type: 'string', pattern: '^[a-z0-9-]*$' },
    { type: 'array', maxItems: 16, items: { type: 'string' } },
  ];
  return { type: 'object', properties: fields((field) => kinds[(at + field) % kinds.length]) };
}

/** Half of the fields are set. */
function record(index: number): object {
  const values = [`value-${index}`, index % 1000, index % 2 === 0, `a-${index}`, ['one', 'two']];
  const spec = sections((at) =>
    fields((field) => (field % 2 === 0 ? values[(at + field) % values.length] : undefined)),
  );
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'Record',
    metadata: { name: `r-${index}` },
    spec,
  };
}

function sections(make: (at: number) => unknown): Record<string, unknown> {
  return named('section', SECTIONS, make);
}

function fields(make: (at: number) => unknown): Record<string, unknown> {
  return named('field', FIELDS, make);
}

function named(
  name: string,
  count: number,
  make: (at: number) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, make(at)]));
}
