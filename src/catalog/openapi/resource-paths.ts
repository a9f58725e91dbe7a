import type { Resource, Subresource } from '../catalog.ts';
import type { Method, Operation, PathItem } from './operations.ts';
import {
  answers,
  capitalised,
  ENCODINGS,
  groupVersionNames,
  pathItem,
  rootOf,
} from './operations.ts';
import type { Parameter, ParameterSet } from './parameters.ts';
import { PATCH_TYPE } from './schemas.ts';

const STATUS_TYPE = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status';
const DELETE_OPTIONS = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';
const WATCH_EVENT = 'io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent';

const STREAMS = [
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
];
const TEXT: readonly string[] = ['application/json', 'application/yaml'];
const ANYTHING: readonly string[] = ['*/*'];
const PATCHES: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

/** The names under which the types of a resource are published. */
export interface TypeNames {
  typeOf(resource: Resource): string;
  listTypeOf(resource: Resource): string;
}

/** Makes the paths of one resource: its collection, its objects, their subresources, old watches. */
export class ResourcePaths {
  readonly #resource: Resource;
  readonly #parameters: ParameterSet;
  readonly #names: { readonly tag: string; readonly id: string };
  readonly #types: TypeNames;
  /** Custom resources have no protobuf form, and nothing tells how to merge them strategically. */
  readonly #custom: boolean;

  constructor(resource: Resource, parameters: ParameterSet, types: TypeNames) {
    this.#resource = resource;
    this.#parameters = parameters;
    this.#types = types;
    this.#names = groupVersionNames(resource.group, resource.version);
    this.#custom = resource.custom !== undefined;
  }

  all(): PathItem[] {
    const { group, version, plural, namespaced, subresources } = this.#resource;
    const root = rootOf(group, version);
    const collection = `${root}/${namespaced ? 'namespaces/{namespace}/' : ''}${plural}`;
    const object = `${collection}/{name}`;
    const items: [string, Operation[]][] = [
      [collection, this.#collectionOperations()],
      [object, this.#objectOperations()],
      ...subresources.flatMap((each) => this.#subresourcePaths(object, each)),
    ];
    if (this.#has('list') && namespaced) {
      items.push([`${root}/${plural}`, [this.#list('ForAllNamespaces')]]);
    }
    if (this.#has('watch')) items.push(...this.#watchPaths(root, collection));
    return items
      .filter(([, operations]) => operations.length > 0)
      .map(([path, operations]) => pathItem(path, operations));
  }

  get #encodings(): readonly string[] {
    return this.#custom ? TEXT : ENCODINGS;
  }

  #has(verb: string): boolean {
    return this.#resource.verbs.includes(verb);
  }

  get #type(): string {
    return this.#types.typeOf(this.#resource);
  }

  /** The parameters in the path of a collection, and those that every operation takes. */
  #scope(namespaced = this.#resource.namespaced): Parameter[] {
    return [...(namespaced ? [this.#parameters.namespace] : []), this.#parameters.pretty];
  }

  #objectScope(): Parameter[] {
    return [this.#parameters.name(this.#resource.kind), ...this.#scope()];
  }

  #id(verb: string, suffix = '', before = ''): string {
    const scope = this.#resource.namespaced ? 'Namespaced' : '';
    return `${verb}${this.#names.id}${before}${scope}${this.#resource.kind}${suffix}`;
  }

  #operation(
    method: Method,
    action: string,
    rest: Partial<Operation> & Pick<Operation, 'description' | 'id' | 'parameters'>,
  ): Operation {
    const { group, version, kind } = this.#resource;
    return {
      method,
      action,
      tag: this.#names.tag,
      gvk: { group, version, kind },
      body: undefined,
      consumes: this.#custom ? TEXT : ANYTHING,
      produces: this.#encodings,
      responses: answers(this.#type, '200'),
      ...rest,
    };
  }

  #collectionOperations(): Operation[] {
    const { kind } = this.#resource;
    const operations: Operation[] = [];
    if (this.#has('list')) operations.push(this.#list());
    if (this.#has('create')) {
      operations.push(
        this.#operation('post', 'post', {
          id: this.#id('create'),
          description: `Creates an object of kind ${kind}.`,
          parameters: [...this.#scope(), ...this.#parameters.create],
          body: { type: this.#type, required: true },
          responses: answers(this.#type, '200', '201', '202'),
        }),
      );
    }
    if (this.#has('deletecollection')) {
      operations.push(
        this.#operation('delete', 'deletecollection', {
          id: this.#id('delete', '', 'Collection'),
          description: `Deletes the objects of kind ${kind} that the selectors meet.`,
          parameters: [
            ...this.#scope(),
            ...(this.#custom ? this.#parameters.list : this.#parameters.deleteCollection),
          ],
          body: this.#custom ? undefined : { type: DELETE_OPTIONS, required: false },
          responses: answers(STATUS_TYPE, '200'),
        }),
      );
    }
    return operations;
  }

  #list(across = ''): Operation {
    const { kind } = this.#resource;
    const everywhere = across !== '';
    return this.#operation('get', 'list', {
      id: everywhere ? `list${this.#names.id}${kind}${across}` : this.#id('list'),
      description: `Lists objects of kind ${kind}${this.#has('watch') ? ', or watches them' : ''}.`,
      parameters: [
        ...this.#scope(this.#resource.namespaced && !everywhere),
        ...this.#parameters.list,
      ],
      produces: this.#custom ? TEXT : [...ENCODINGS, ...STREAMS],
      responses: answers(this.#types.listTypeOf(this.#resource), '200'),
    });
  }

  #objectOperations(): Operation[] {
    const { kind, deleteReturnsObject } = this.#resource;
    const operations: Operation[] = [];
    if (this.#has('get')) {
      operations.push(
        this.#operation('get', 'get', {
          id: this.#id('read'),
          description: `Reads one object of kind ${kind}.`,
          parameters: [...this.#objectScope(), ...this.#readOptions()],
        }),
      );
    }
    if (this.#has('update')) operations.push(this.#put('', this.#type));
    if (this.#has('delete')) {
      operations.push(
        this.#operation('delete', 'delete', {
          id: this.#id('delete'),
          description: `Deletes one object of kind ${kind}.`,
          // A deleted Namespace is answered too, but upstream publishes a Status.
          parameters: [...this.#objectScope(), ...this.#parameters.delete],
          body: { type: DELETE_OPTIONS, required: false },
          responses: answers(
            deleteReturnsObject && kind !== 'Namespace' ? this.#type : STATUS_TYPE,
            '200',
            '202',
          ),
        }),
      );
    }
    if (this.#has('patch')) operations.push(this.#patch('', this.#type));
    return operations;
  }

  /** Upstream publishes the options of a read for custom resources alone. */
  #readOptions(): readonly Parameter[] {
    return this.#custom ? this.#parameters.get : [];
  }

  #put(suffix: string, type: string, of = ''): Operation {
    return this.#operation('put', 'put', {
      id: this.#id('replace', suffix),
      description: `Replaces ${of}one object of kind ${this.#resource.kind}.`,
      parameters: [...this.#objectScope(), ...this.#parameters.update],
      body: { type, required: true },
      responses: answers(type, '200', '201'),
    });
  }

  #patch(suffix: string, type: string, of = ''): Operation {
    return this.#operation('patch', 'patch', {
      id: this.#id('patch', suffix),
      description: `Changes a part of ${of}one object of kind ${this.#resource.kind}.`,
      parameters: [...this.#objectScope(), ...this.#parameters.patch],
      body: { type: PATCH_TYPE, required: true },
      consumes: this.#custom ? PATCHES.filter((type) => !type.includes('strategic')) : PATCHES,
      // A patch can create a built-in object when it is applied.
      responses: this.#custom ? answers(type, '200') : answers(type, '200', '201'),
    });
  }

  #subresourcePaths(object: string, subresource: Subresource): [string, Operation[]][] {
    const path = `${object}/${subresource.name}`;
    const { schema, kind, name } = subresource;
    if (kind.endsWith('Options')) {
      const connections: [string, Operation[]][] = [[path, this.#connections(subresource, '')]];
      if (name === 'proxy') {
        connections.push([`${path}/{path}`, this.#connections(subresource, 'WithPath')]);
      }
      return connections;
    }
    if (name === 'log') return [[path, [this.#log()]]];
    const type = schema?.name ?? this.#type;
    return [[path, this.#subresourceOperations(subresource, type)]];
  }

  #subresourceOperations(subresource: Subresource, type: string): Operation[] {
    const { name, group, version, kind, verbs } = subresource;
    const suffix = capitalised(name);
    const of = `the ${name} of `;
    const gvk = { group, version, kind };
    const operations: Operation[] = [];
    if (verbs.includes('get')) {
      operations.push(
        this.#operation('get', 'get', {
          id: this.#id('read', suffix),
          description: `Reads ${of}one object of kind ${this.#resource.kind}.`,
          parameters: [...this.#objectScope(), ...this.#readOptions()],
          responses: answers(type, '200'),
        }),
      );
    }
    if (verbs.includes('update')) operations.push(this.#put(suffix, type, of));
    if (verbs.includes('create')) {
      operations.push(
        this.#operation('post', 'post', {
          id: this.#id('create', suffix),
          description: `Creates ${of}one object of kind ${this.#resource.kind}.`,
          parameters: [...this.#objectScope(), ...this.#parameters.create],
          body: { type, required: true },
          responses: answers(type, '200', '201', '202'),
        }),
      );
    }
    if (verbs.includes('patch')) operations.push(this.#patch(suffix, type, of));
    // The paths of a custom resource all say its own kind.
    return this.#custom ? operations : operations.map((operation) => ({ ...operation, gvk }));
  }

  #log(): Operation {
    const options = this.#parameters.optionsOf('io.k8s.api.core.v1.PodLogOptions');
    return this.#operation('get', 'get', {
      id: this.#id('read', 'Log'),
      description: `Reads what a container of one object of kind ${this.#resource.kind} printed.`,
      parameters: [...this.#objectScope(), ...options],
      produces: ['text/plain', ...this.#encodings],
      responses: answers('string', '200'),
    });
  }

  #connections(subresource: Subresource, suffix: '' | 'WithPath'): Operation[] {
    const { name, group, version, kind, schema } = subresource;
    const options = this.#parameters.optionsOf(schema?.name ?? '');
    const scope = this.#objectScope().filter((each) => each.name !== 'pretty');
    const behind = suffix === '' ? [] : [this.#parameters.proxyPath];
    const methods: readonly Method[] =
      name === 'proxy'
        ? ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']
        : ['get', 'post'];
    return methods.map((method) =>
      this.#operation(method, 'connect', {
        id: this.#id('connect', `${capitalised(name)}${suffix}`, capitalised(method)),
        description: `Connects to the ${name} of one object of kind ${this.#resource.kind}.`,
        parameters: [...scope, ...behind, ...options],
        gvk: { group, version, kind },
        produces: ANYTHING,
        responses: answers('string', '200'),
      }),
    );
  }

  /** The old way to watch, by the path instead of a parameter. */
  #watchPaths(root: string, collection: string): [string, Operation[]][] {
    if (this.#custom) return [];
    const { plural, namespaced } = this.#resource;
    const behindWatch = collection.replace(root, `${root}/watch`);
    const watch = (action: string, id: string, scope: Parameter[]): Operation[] => [
      this.#operation('get', action, {
        id,
        description: `Watches objects of kind ${this.#resource.kind}. Deprecated: list with the parameter watch instead.`,
        parameters: [...scope, ...this.#parameters.list],
        produces: [...this.#encodings, ...STREAMS],
        responses: answers(WATCH_EVENT, '200'),
      }),
    ];
    const paths: [string, Operation[]][] = [
      [behindWatch, watch('watchlist', this.#id('watch', 'List'), this.#scope())],
      [`${behindWatch}/{name}`, watch('watch', this.#id('watch'), this.#objectScope())],
    ];
    if (namespaced) {
      const id = `watch${this.#names.id}${this.#resource.kind}ListForAllNamespaces`;
      paths.push([`${root}/watch/${plural}`, watch('watchlist', id, this.#scope(false))]);
    }
    return paths;
  }
}
