import type { Operation, PathItem } from './operations.ts';
import { answers, ENCODINGS, groupVersionNames, pathItem, rootOf } from './operations.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';
const JSON_ONLY: readonly string[] = ['application/json'];

interface Fixed {
  readonly path: string;
  readonly id: string;
  readonly tag: string;
  readonly description: string;
  readonly type: string;
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
}

/** Documents that describe one path which is no resource, by their name in the index. */
export function fixedDocuments(groups: readonly string[]): ReadonlyMap<string, PathItem> {
  return new Map([
    ['.well-known/openid-configuration', item(OPENID_CONFIGURATION)],
    ['openid/v1/jwks', item(KEY_SET)],
    ['version', item(VERSION)],
    ['api', item(API)],
    ['apis', item(APIS)],
    ...groups.map((group): [string, PathItem] => [`apis/${group}`, groupPath(group)]),
  ]);
}

/** The path that lists the resources of a group version; it stands in the document of its kinds. */
export function resourceListPath(group: string, version: string): PathItem {
  const { tag, id } = groupVersionNames(group, version);
  return item({
    path: `${rootOf(group, version)}/`,
    id: `get${id}APIResources`,
    tag,
    description: 'Lists the resources of this group version.',
    type: `${META}APIResourceList`,
  });
}

const OPENID_CONFIGURATION: Fixed = {
  path: '/.well-known/openid-configuration/',
  id: 'getServiceAccountIssuerOpenIDConfiguration',
  tag: 'WellKnown',
  description: 'Tells where the keys are that check tokens of service accounts.',
  type: 'string',
  consumes: [],
  produces: JSON_ONLY,
};
const KEY_SET: Fixed = {
  path: '/openid/v1/jwks/',
  id: 'getServiceAccountIssuerOpenIDKeyset',
  tag: 'openid',
  description: 'The public keys that check tokens of service accounts.',
  type: 'string',
  consumes: [],
  produces: ['application/jwk-set+json'],
};
const VERSION: Fixed = {
  path: '/version/',
  id: 'getCodeVersion',
  tag: 'version',
  description: 'Tells the version of this server.',
  type: 'io.k8s.apimachinery.pkg.version.Info',
  consumes: JSON_ONLY,
  produces: JSON_ONLY,
};
const API: Fixed = {
  path: '/api/',
  id: 'getCoreAPIVersions',
  tag: 'core',
  description: 'Lists the versions of the core group.',
  type: `${META}APIVersions`,
};
const APIS: Fixed = {
  path: '/apis/',
  id: 'getAPIVersions',
  tag: 'apis',
  description: 'Lists the groups and their versions.',
  type: `${META}APIGroupList`,
};

function groupPath(group: string): PathItem {
  const { tag, id } = groupVersionNames(group, undefined);
  return item({
    path: `/apis/${group}/`,
    id: `get${id}APIGroup`,
    tag,
    description: 'Lists the versions of this group.',
    type: `${META}APIGroup`,
  });
}

function item(fixed: Fixed): PathItem {
  const { path, id, tag, description, type, consumes = ENCODINGS, produces = ENCODINGS } = fixed;
  const operation: Operation = {
    method: 'get',
    id,
    tag,
    description,
    action: undefined,
    gvk: undefined,
    parameters: [],
    body: undefined,
    consumes,
    produces,
    responses: answers(type, '200'),
  };
  return pathItem(path, [operation]);
}
