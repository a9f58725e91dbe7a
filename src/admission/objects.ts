import type { StatusCause } from '../apimachinery/errors.ts';
import { ApiError, forbidden } from '../apimachinery/errors.ts';
import type { KubeObject } from '../apimachinery/meta.ts';
import type { Client } from '../client/client.ts';
import type { AdmissionAttributes } from './plugin.ts';

/** Reads an object that may not be there. */
export async function find<T extends KubeObject>(
  client: Client,
  [apiVersion, plural]: readonly [string, string],
  namespace: string | undefined,
  name: string,
): Promise<T | undefined> {
  try {
    return await client.resource<T>(apiVersion, plural).get(namespace, name);
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

/** A write of the object itself, not of a subresource, to this resource of this group. */
export function concerns(
  attributes: AdmissionAttributes,
  group: string,
  resource: string,
): boolean {
  return (
    attributes.group === group &&
    attributes.resource === resource &&
    attributes.subresource === undefined
  );
}

/** 403 as plugins refuse: about the resource and name of the request; a name still to be made is told by its prefix. */
export function refusal(
  attributes: AdmissionAttributes,
  why: string,
  causes?: StatusCause[],
): ApiError {
  const { group, resource, name, object } = attributes;
  const metadata = object?.metadata;
  const told = name || metadata?.name || metadata?.generateName || 'Unknown';
  return forbidden({ group, resource }, told, why, causes);
}

/** Several messages as upstream joins them; what is said twice stands there once. */
export function aggregate(messages: readonly string[]): string {
  const [first = '', ...more] = new Set(messages);
  return more.length === 0 ? first : `[${[first, ...more].join(', ')}]`;
}
