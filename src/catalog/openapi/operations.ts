import type { GroupVersionKind } from '../../apimachinery/meta.ts';
import { groupVersion } from '../../apimachinery/meta.ts';
import type { Parameter } from './parameters.ts';
import { sortParameters } from './parameters.ts';

export type Method = 'delete' | 'get' | 'head' | 'options' | 'patch' | 'post' | 'put';

/** What can be done with one path, in no dialect yet. */
export interface Operation {
  readonly method: Method;
  readonly id: string;
  readonly tag: string;
  readonly description: string;
  readonly action: string | undefined;
  readonly gvk: GroupVersionKind | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly required: boolean } | undefined;
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly responses: readonly Response[];
}

export interface Response {
  readonly code: '200' | '201' | '202' | '401';
  /** A type of the schemas, or `string` for text; undefined: no body is described. */
  readonly type: string | undefined;
}

export interface PathItem {
  readonly path: string;
  readonly operations: readonly Operation[];
  /** What all operations of the path share stands here and no longer with them. */
  readonly parameters: readonly Parameter[];
}

const RESPONSE_TEXT: Readonly<Record<Response['code'], string>> = {
  '200': 'OK',
  '201': 'Created',
  '202': 'Accepted',
  '401': 'Unauthorized',
};

export function responseText(code: Response['code']): string {
  return RESPONSE_TEXT[code];
}

/** The media types of built-in resources, in the order of preference. */
export const ENCODINGS: readonly string[] = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
];

/**
 * `core_v1` and `CoreV1`, `rbacAuthorization_v1` and `RbacAuthorizationV1`: how tags and operation
 * ids name a group version.
 */
export function groupVersionNames(
  group: string,
  version: string | undefined,
): { readonly tag: string; readonly id: string } {
  const words = (group === '' ? 'core' : group.replace(/\.k8s\.io$/, '')).split(/[^a-zA-Z0-9]+/);
  const id = words.map(capitalised).join('');
  const tag = id.charAt(0).toLowerCase() + id.slice(1);
  if (version === undefined) return { tag, id };
  return { tag: `${tag}_${version}`, id: id + capitalised(version) };
}

export function rootOf(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${groupVersion(group, version)}`;
}

/** Moves what all operations of a path share to the path. */
export function pathItem(path: string, operations: readonly Operation[]): PathItem {
  const [first, ...others] = operations;
  const shared = (first?.parameters ?? []).filter((parameter) =>
    others.every(({ parameters }) => parameters.some((each) => isSame(each, parameter))),
  );
  return {
    path,
    parameters: sortParameters(shared),
    operations: operations.map((operation) => ({
      ...operation,
      parameters: sortParameters(
        operation.parameters.filter((each) => !shared.some((other) => isSame(each, other))),
      ),
    })),
  };
}

function isSame(a: Parameter, b: Parameter): boolean {
  return a.name === b.name && a.in === b.in && a.description === b.description;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A response of one type for each of these codes, and 401. */
export function answers(type: string, ...codes: Response['code'][]): Response[] {
  return [...codes.map((code) => ({ code, type })), { code: '401', type: undefined }];
}
