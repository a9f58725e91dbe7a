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

/** 403 as plugins refuse: about the resource and name of the request. */
export function refusal(attributes: AdmissionAttributes, why: string): ApiError {
  const { group, resource, name, object } = attributes;
  return forbidden({ group, resource }, name === '' ? (object?.metadata.name ?? '') : name, why);
}
