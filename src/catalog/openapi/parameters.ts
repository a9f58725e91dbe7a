import type { FieldData, TypesData } from '../types-data.ts';
import type { Descriptions } from './descriptions.ts';
import { genericFieldDescription } from './generic-description.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly type: 'boolean' | 'integer' | 'string';
  readonly description: string;
}

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
/** Options that only a list or a watch understands, not the deletion of a collection. */
const READ_ONLY: ReadonlySet<string> = new Set(['allowWatchBookmarks', 'watch']);
/** What a query can carry; times and structs it cannot. */
const QUERY_TYPES: Readonly<Record<string, Parameter['type']>> = {
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
  string: 'string',
};

const PRETTY: Parameter = {
  name: 'pretty',
  in: 'query',
  type: 'string',
  description:
    'With "true" the answer is indented. Without it only browsers, curl and wget get it so, by their User-Agent.',
};
const NAMESPACE: Parameter = {
  name: 'namespace',
  in: 'path',
  type: 'string',
  description: 'The namespace in which the objects are.',
};
const PROXY_PATH: Parameter = {
  name: 'path',
  in: 'path',
  type: 'string',
  description: 'The path that is asked for behind the proxy.',
};

/** The parameters of operations; those in the query are the fields of option types. */
export class ParameterSet {
  readonly pretty = PRETTY;
  readonly namespace = NAMESPACE;
  readonly proxyPath = PROXY_PATH;
  readonly get: readonly Parameter[];
  readonly list: readonly Parameter[];
  readonly create: readonly Parameter[];
  readonly update: readonly Parameter[];
  readonly patch: readonly Parameter[];
  readonly delete: readonly Parameter[];
  readonly deleteCollection: readonly Parameter[];
  readonly #types: TypesData;
  readonly #descriptions: Descriptions;

  constructor(types: TypesData, descriptions: Descriptions) {
    this.#types = types;
    this.#descriptions = descriptions;
    this.get = this.optionsOf(`${META}GetOptions`);
    this.list = this.optionsOf(`${META}ListOptions`);
    this.create = this.optionsOf(`${META}CreateOptions`);
    this.update = this.optionsOf(`${META}UpdateOptions`);
    this.patch = this.optionsOf(`${META}PatchOptions`);
    this.delete = this.optionsOf(`${META}DeleteOptions`);
    this.deleteCollection = [
      ...this.delete,
      ...this.list.filter(({ name }) => !READ_ONLY.has(name)),
    ];
  }

  name(kind: string): Parameter {
    const description = `The name of the ${kind}.`;
    return { name: 'name', in: 'path', type: 'string', description };
  }

  /** The fields of a type that may stand in a query, such as those of PodLogOptions. */
  optionsOf(type: string): Parameter[] {
    return Object.entries(this.#types.types[type]?.fields ?? {}).flatMap(([name, facts]) => {
      const kind = facts.ref === undefined ? QUERY_TYPES[facts.type ?? ''] : undefined;
      if (kind === undefined) return [];
      const description = this.#describe(type, name, facts);
      return [{ name, in: 'query' as const, type: kind, description }];
    });
  }

  #describe(type: string, name: string, facts: FieldData): string {
    return this.#descriptions.ofField(type, name) ?? genericFieldDescription(type, name, facts);
  }
}

/** By name, and of two of one name the one in the path first. */
export function sortParameters(parameters: readonly Parameter[]): Parameter[] {
  const keyed = parameters.map((each) => ({ each, key: `${each.name} ${each.in}` }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ each }) => each);
}
