import { groupVersion } from '../apimachinery/meta.ts';
import type {
  APIGroup,
  APIGroupList,
  APIResource,
  APIResourceList,
  APIVersions,
  GroupVersionForDiscovery,
} from '../apimachinery/types.generated.ts';
import type { ApiGroup, Catalog, Resource, Subresource } from './catalog.ts';

/**
 * The document at `/api`, which has no `apiVersion`.
 * @param serverAddress host and port where clients reach this server
 */
export function apiVersions(serverAddress: string): APIVersions {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  };
}

/** The document at `/apis`: every group but the core one. */
export function apiGroupList(groups: readonly ApiGroup[]): APIGroupList {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.filter(({ group }) => group !== '').map((each) => entry(each)),
  };
}

/** The document at `/apis/<group>`; undefined for a group that is not served, and the core group. */
export function apiGroup(groups: readonly ApiGroup[], name: string): APIGroup | undefined {
  const found = groups.find(({ group }) => group === name && group !== '');
  return found === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...entry(found) };
}

/** The document at `/api/v1` and `/apis/<group>/<version>`; undefined when that is not served. */
export function apiResourceList(
  catalog: Catalog,
  group: string,
  version: string,
): APIResourceList | undefined {
  if (!catalog.serves(group, version)) return undefined;
  return {
    kind: 'APIResourceList',
    // The core group's list has none, for the sake of clients older than groups.
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: groupVersion(group, version),
    resources: catalog
      .resourcesOf(group, version)
      .flatMap((resource) => [
        resourceEntry(resource),
        ...resource.subresources.map((each) => subresourceEntry(resource, each)),
      ]),
  };
}

function entry({ group, versions, preferred }: ApiGroup): APIGroup {
  return {
    name: group,
    versions: versions.map((version) => versionEntry(group, version)),
    preferredVersion: versionEntry(group, preferred),
  };
}

function versionEntry(group: string, version: string): GroupVersionForDiscovery {
  return { groupVersion: groupVersion(group, version), version };
}

function resourceEntry(resource: Resource): APIResource {
  const { plural, singular, namespaced, kind, verbs, shortNames, categories } = resource;
  const hash = resource.storageVersionHash;
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: [...verbs],
    ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
    ...(categories.length === 0 ? {} : { categories: [...categories] }),
    ...(hash === undefined ? {} : { storageVersionHash: hash }),
  };
}

function subresourceEntry(resource: Resource, subresource: Subresource): APIResource {
  const { name, group, version, kind, verbs } = subresource;
  const elsewhere = group !== resource.group || version !== resource.version;
  return {
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    ...(elsewhere ? { group, version } : {}),
    kind,
    verbs: [...verbs],
  };
}
