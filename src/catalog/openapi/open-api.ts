import { createHash } from 'node:crypto';
import type { Catalog, Resource } from '../catalog.ts';
import type { CustomSchema } from './custom-schema.ts';
import { customSchemas, customTypeName } from './custom-schema.ts';
import type { Descriptions } from './descriptions.ts';
import { documentV2 } from './document-v2.ts';
import { documentV3 } from './document-v3.ts';
import { fixedDocuments, resourceListPath } from './fixed-paths.ts';
import { encodeGnosticV2 } from './gnostic-v2.ts';
import { encodeGnosticV3 } from './gnostic-v3.ts';
import type { PartV2 } from './merge-v2.ts';
import { mergeV2 } from './merge-v2.ts';
import type { PathItem } from './operations.ts';
import { ParameterSet } from './parameters.ts';
import { ResourcePaths } from './resource-paths.ts';
import type { Dialect, Schema } from './schemas.ts';
import { SchemaWriter } from './schemas.ts';

/** A document as it is sent; what is in it is made when it is first looked at. */
export interface OpenApiDocument {
  /** JSON as one line. */
  readonly text: string;
  /**
   * The entity tag (in quotes) and the `hash` of URLs: SHA-512 in capital hexadecimal. It is known
   * without the text, so that the index names every document and makes none.
   */
  readonly hash: string;
}

/** What the CRD behind a resource says of its schema; undefined while nothing is known. */
export type CustomSchemaOf = (resource: Resource) => CustomSchema | undefined;

/** What other servers document. */
export interface ForeignDocuments {
  /** Raised by every change. */
  readonly generation: number;
  /** Documents of version 3: name → URL with the hash. */
  documents(): ReadonlyMap<string, string>;
  /** Parts of the one document of version 2. */
  parts(): readonly PartV2[];
}

const NO_FOREIGN: ForeignDocuments = { generation: 0, documents: () => new Map(), parts: () => [] };

/** Raised when the same data make other documents than before: clients keep them for a year. */
const FORMAT = 1;

/** The OpenAPI documents, each made when it is first asked for and kept until the catalog changes. */
export class OpenApi {
  readonly #catalog: Catalog;
  readonly #descriptions: Descriptions;
  readonly #customSchemaOf: CustomSchemaOf;
  readonly #foreign: ForeignDocuments;
  readonly #parameters: ParameterSet;
  readonly #writers: Readonly<Record<Dialect, SchemaWriter>>;
  readonly #version: string;
  /** Documents of built-in group versions, which never change. */
  readonly #builtIn = new Map<string, OpenApiDocument>();
  /** Everything that custom resources have a part in. */
  readonly #changing = new Map<string, OpenApiDocument>();
  #index: OpenApiDocument | undefined;
  #fingerprint: string | undefined;
  #v2Protobuf: Buffer | undefined;
  #generation = '';

  constructor(
    catalog: Catalog,
    descriptions: Descriptions,
    customSchemaOf: CustomSchemaOf = () => undefined,
    foreign: ForeignDocuments = NO_FOREIGN,
  ) {
    this.#catalog = catalog;
    this.#foreign = foreign;
    this.#descriptions = descriptions;
    this.#customSchemaOf = customSchemaOf;
    this.#parameters = new ParameterSet(catalog.types, descriptions);
    this.#writers = {
      v2: new SchemaWriter(catalog.types, 'v2', descriptions),
      v3: new SchemaWriter(catalog.types, 'v3', descriptions),
    };
    this.#version = catalog.release.split('.').slice(0, 2).join('.');
  }

  /** The document at `/openapi/v3`; here the hash is that of the text. */
  indexV3(): OpenApiDocument {
    this.#forgetWhenChanged();
    if (this.#index === undefined) {
      const urls = new Map(this.#foreign.documents());
      for (const name of this.#namesV3()) urls.set(name, this.urlV3(name) ?? '');
      const paths = [...urls].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const text = JSON.stringify({
        paths: Object.fromEntries(
          paths.map(([name, serverRelativeURL]) => [name, { serverRelativeURL }]),
        ),
      });
      this.#index = { text, hash: sha512(text) };
    }
    return this.#index;
  }

  /** Where the document of this name stands: its path with the right hash, without a host. */
  urlV3(name: string): string | undefined {
    const document = this.documentV3(name);
    return document && `/openapi/v3/${name}?hash=${document.hash}`;
  }

  /** @param name what stands behind `/openapi/v3/`, such as `apis/apps/v1` */
  documentV3(name: string): OpenApiDocument | undefined {
    const known = this.#builtIn.get(name);
    if (known !== undefined) return known;
    const groupVersion = this.#groupVersionOf(name);
    if (groupVersion === undefined) {
      const fixed = fixedDocuments(this.#groups()).get(name);
      return fixed && this.#kept(name, () => this.#renderV3([fixed]));
    }
    const resources = this.#catalog.resourcesOf(...groupVersion);
    const custom = resources.filter((each) => each.custom !== undefined);
    if (custom.length > 0) {
      return this.#changed(`v3 ${name}`, custom, () => this.#renderCustomV3(resources));
    }
    return this.#kept(name, () =>
      this.#renderV3([
        resourceListPath(...groupVersion),
        ...resources.flatMap((resource) => this.#pathsOf(resource)),
      ]),
    );
  }

  /** Whether this server has a document of this name itself. */
  has(name: string): boolean {
    return this.documentV3(name) !== undefined;
  }

  /** A document of version 3 as gnostic's protobuf. It is seldom asked for, and made each time. */
  documentV3Protobuf(name: string): Buffer | undefined {
    const document = this.documentV3(name);
    return document && encodeGnosticV3(JSON.parse(document.text) as Schema);
  }

  /** The document at `/openapi/v2`, as JSON. Its hash is the entity tag of the protobuf form too. */
  documentV2(): OpenApiDocument {
    const custom = [...this.#catalog.all()].filter((each) => each.custom !== undefined);
    const parts = this.#foreign.parts();
    const name = parts.length === 0 ? 'v2' : `v2 ${JSON.stringify(parts)}`;
    return this.#changed(name, custom, () => this.#buildV2());
  }

  /** The document at `/openapi/v2`, as gnostic's protobuf. */
  documentV2Protobuf(): Buffer {
    this.#forgetWhenChanged();
    this.#v2Protobuf ??= encodeGnosticV2(this.#buildV2());
    return this.#v2Protobuf;
  }

  #renderV3(paths: readonly PathItem[]): Schema {
    return documentV3(paths, this.#writers.v3, {
      title: 'Kubernetes',
      version: this.#version,
      authenticated: true,
    });
  }

  #renderCustomV3(resources: readonly Resource[]): Schema {
    const paths = resources.flatMap((resource) => this.#pathsOf(resource));
    return documentV3(paths, this.#writers.v3, {
      title: 'Kubernetes CRD Swagger',
      version: 'v0.1.0',
      authenticated: false,
      custom: this.#customTypes(resources, 'v3'),
    });
  }

  #buildV2(): Schema {
    const { groups } = this.#catalog;
    const paths: PathItem[] = [...fixedDocuments(this.#groups()).values()];
    const custom: Resource[] = [];
    for (const { group, versions } of groups) {
      for (const version of versions) {
        const resources = this.#catalog.resourcesOf(group, version);
        const ofCustom = resources.filter((each) => each.custom !== undefined);
        if (ofCustom.length === 0) paths.push(resourceListPath(group, version));
        paths.push(...resources.flatMap((resource) => this.#pathsOf(resource)));
        custom.push(...ofCustom);
      }
    }
    const own = documentV2(paths, this.#writers.v2, {
      version: this.#version,
      custom: this.#customTypes(custom, 'v2'),
    });
    const parts = this.#foreign.parts();
    return parts.length === 0 ? own : mergeV2(own, parts);
  }

  #customTypes(resources: readonly Resource[], dialect: Dialect): ReadonlyMap<string, Schema> {
    const types = resources
      .filter(({ custom }) => custom !== undefined)
      .flatMap((resource) => {
        const schema = this.#customSchemaOf(resource);
        return customSchemas(
          resource,
          schema ?? { schema: undefined, selectableFields: [] },
          dialect,
        );
      });
    return new Map(types);
  }

  #pathsOf(resource: Resource): PathItem[] {
    return new ResourcePaths(resource, this.#parameters, {
      typeOf: (of) => of.schema?.name ?? customTypeName(of, of.kind),
      listTypeOf: (of) => of.listSchema?.name ?? customTypeName(of, of.listKind),
    }).all();
  }

  #groups(): string[] {
    return this.#catalog.groups
      .filter(({ group, versions }) => group !== '' && !this.#isCustom(group, versions))
      .map(({ group }) => group);
  }

  #isCustom(group: string, versions: readonly string[]): boolean {
    return versions.some((version) =>
      this.#catalog.resourcesOf(group, version).some(({ custom }) => custom !== undefined),
    );
  }

  #namesV3(): string[] {
    const versions = this.#catalog.groups.flatMap(({ group, versions }) =>
      versions.map((version) => (group === '' ? `api/${version}` : `apis/${group}/${version}`)),
    );
    return [...fixedDocuments(this.#groups()).keys(), ...versions];
  }

  #groupVersionOf(name: string): [group: string, version: string] | undefined {
    const [root, ...rest] = name.split('/');
    const [group = '', version = '', ...more] = root === 'api' ? ['', ...rest] : rest;
    if (more.length > 0 || (root === 'apis' && group === '')) return undefined;
    if (root !== 'api' && root !== 'apis') return undefined;
    return this.#catalog.serves(group, version) ? [group, version] : undefined;
  }

  #kept(name: string, make: () => Schema): OpenApiDocument {
    const document = new LazyDocument(this.#hash(name, []), make);
    this.#builtIn.set(name, document);
    return document;
  }

  #changed(name: string, custom: readonly Resource[], make: () => Schema): OpenApiDocument {
    this.#forgetWhenChanged();
    let document = this.#changing.get(name);
    if (document === undefined) {
      document = new LazyDocument(this.#hash(name, custom), make);
      this.#changing.set(name, document);
    }
    return document;
  }

  /** A hash of all that goes into a document. */
  #hash(name: string, custom: readonly Resource[]): string {
    this.#fingerprint ??= sha512(
      JSON.stringify([FORMAT, this.#catalog.release, this.#catalog.types]),
    );
    const resources = custom.map((resource) => {
      const { group, version, plural, kind, subresources } = resource;
      return [
        group,
        version,
        plural,
        kind,
        subresources.map((each) => each.name),
        this.#customSchemaOf(resource),
      ];
    });
    return sha512(
      `${name}\n${JSON.stringify(resources)}\n${this.#descriptions.fingerprint}\n${this.#fingerprint}`,
    );
  }

  #forgetWhenChanged(): void {
    const generation = `${this.#catalog.generation}/${this.#foreign.generation}`;
    if (this.#generation === generation) return;
    this.#generation = generation;
    this.#changing.clear();
    this.#index = undefined;
    this.#v2Protobuf = undefined;
  }
}

function sha512(text: string): string {
  return createHash('sha512').update(text).digest('hex').toUpperCase();
}

class LazyDocument implements OpenApiDocument {
  readonly hash: string;
  readonly #make: () => Schema;
  #text: string | undefined;

  constructor(hash: string, make: () => Schema) {
    this.hash = hash;
    this.#make = make;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#make());
    return this.#text;
  }
}
