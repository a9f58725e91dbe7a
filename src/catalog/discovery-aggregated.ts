import { createHash } from 'node:crypto';
import type {
  APIGroupDiscovery,
  APIGroupDiscoveryList,
  APIResourceDiscovery,
  APISubresourceDiscovery,
  APIVersionDiscovery,
  GroupVersionKind,
} from '../apimachinery/types.generated.ts';
import type { ApiGroup, Catalog, Resource, Subresource } from './catalog.ts';
import type { RemoteVersion } from './registrations.ts';

/** A 1.34 server offers it alone; clients up to kubectl 1.29 ask for v2beta1 and take the legacy form. */
const VERSION = 'v2';

/** The core group stands at `/api`, all the others at `/apis`. */
export type DiscoveryRoot = 'api' | 'apis';

/** The groups in their order, and what other servers say of theirs. */
export interface AggregatedSource {
  readonly groups: readonly ApiGroup[];
  readonly remote: readonly RemoteVersion[];
}

/** All groups under a root with everything they serve, in one document. */
export function aggregatedDiscovery(
  catalog: Catalog,
  root: DiscoveryRoot,
  { groups, remote }: AggregatedSource = { groups: catalog.groups, remote: [] },
): APIGroupDiscoveryList {
  const remotes = new Map(remote.map((each) => [`${each.group}/${each.version}`, each]));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${VERSION}`,
    metadata: {},
    items: groups
      .filter(({ group }) => (group === '') === (root === 'api'))
      .map((group) => groupEntry(catalog, group, remotes)),
  };
}

/** What the Content-Type says besides the media type; clients choose their decoder by it alone. */
export function aggregatedContentType(mediaType: string): string {
  return `${mediaType};g=apidiscovery.k8s.io;v=${VERSION};as=APIGroupDiscoveryList`;
}

/** The same for every encoding: SHA-512 of the JSON without its kind. With the quotes of the header. */
export function aggregatedETag({ metadata, items }: APIGroupDiscoveryList): string {
  const hash = createHash('sha512').update(JSON.stringify({ metadata, items })).digest('hex');
  return `"${hash.toUpperCase()}"`;
}

function groupEntry(
  catalog: Catalog,
  { group, versions }: ApiGroup,
  remotes: ReadonlyMap<string, RemoteVersion>,
): APIGroupDiscovery {
  return {
    metadata: group === '' ? {} : { name: group },
    versions: versions.map((version) => {
      const remote = remotes.get(`${group}/${version}`);
      if (remote !== undefined) return remoteEntry(remote);
      const resources = catalog.resourcesOf(group, version).map((each) => resourceEntry(each));
      return { version, resources, freshness: 'Current' };
    }),
  };
}

function remoteEntry({ version, resources, freshness }: RemoteVersion): APIVersionDiscovery {
  if (resources === undefined) return { version, freshness };
  return { version, resources: [...resources], freshness };
}

function resourceEntry(resource: Resource): APIResourceDiscovery {
  const { plural, singular, namespaced, verbs, shortNames, categories, subresources } = resource;
  return {
    resource: plural,
    responseKind: responseKind(resource, resource),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: [...verbs],
    ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
    ...(categories.length === 0 ? {} : { categories: [...categories] }),
    ...(subresources.length === 0
      ? {}
      : { subresources: subresources.map((each) => subresourceEntry(resource, each)) }),
  };
}

function subresourceEntry(resource: Resource, subresource: Subresource): APISubresourceDiscovery {
  return {
    subresource: subresource.name,
    responseKind: responseKind(resource, subresource),
    verbs: [...subresource.verbs],
  };
}

/** Built-in resources leave out the group and version they stand in; custom resources never do. */
function responseKind(resource: Resource, of: Resource | Subresource): GroupVersionKind {
  const { group, version, kind } = of;
  const here = group === resource.group && version === resource.version;
  return here && resource.custom === undefined
    ? { group: '', version: '', kind }
    : { group, version, kind };
}
