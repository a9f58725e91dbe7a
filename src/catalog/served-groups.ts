import type { ApiGroup, Catalog } from './catalog.ts';
import { compareVersions } from './custom/version-order.ts';
import type { Registration, Registrations } from './registrations.ts';

/** The aggregator's own group stands in front of all others, and no APIService says so. */
const OWN_GROUP = 'apiregistration.k8s.io';
const OWN_PRIORITY = 20_001;
/** Of custom resources whose APIService has not been made yet. */
const CUSTOM = { groupPriority: 1000, versionPriority: 100 };

/** A version of a group and what decides about its place. */
interface Version {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly groupPriority: number;
  readonly versionPriority: number;
}

/** How groups with the same priority are ordered: the two forms of discovery differ. */
type Ties = 'by group' | 'by name of the APIService';

/** The groups of `/apis` in the legacy form: what APIServices register, and what is served here. */
export function legacyGroups(catalog: Catalog, registrations: Registrations): ApiGroup[] {
  return arranged(
    // One whose definition has just gone is about to go itself.
    versionsOf(catalog, registrations, ({ isAutomanaged }) => !isAutomanaged),
    'by name of the APIService',
  );
}

/** The groups of `/apis` in the aggregated form: other servers' only after they have been asked. */
export function aggregatedGroups(catalog: Catalog, registrations: Registrations): ApiGroup[] {
  const asked = new Set(registrations.remote().map(({ name }) => name));
  const isShown = ({ name, isRemote }: Registration): boolean => isRemote && asked.has(name);
  return arranged(versionsOf(catalog, registrations, isShown), 'by group');
}

function versionsOf(
  catalog: Catalog,
  registrations: Registrations,
  isShown: (registration: Registration) => boolean,
): Version[] {
  const all = new Map(registrations.all().map((each) => [each.name, each]));
  const versions = new Map<string, Version>();
  catalog.groups.forEach(({ group, versions: served }, place) => {
    if (group === '') return;
    for (const version of served) {
      const name = `${version}.${group}`;
      // Without its APIService a group of this server stays where it was.
      const own = catalog.isBuiltIn(group) ? standing(catalog, all, place) : CUSTOM;
      const priorities = group === OWN_GROUP ? { ...own, groupPriority: OWN_PRIORITY } : own;
      versions.set(name, { name, group, version, ...priorities, ...all.get(name) });
    }
  });
  for (const each of all.values()) {
    if (each.group !== '' && !versions.has(each.name) && isShown(each)) {
      versions.set(each.name, each);
    }
  }
  return [...versions.values()];
}

/** The priority of the next group before it that has one. */
function standing(
  { groups }: Catalog,
  all: ReadonlyMap<string, Registration>,
  place: number,
): { groupPriority: number; versionPriority: number } {
  for (let at = place; at >= 0; at--) {
    const { group = '', versions = [] } = groups[at] ?? {};
    for (const version of versions) {
      const { groupPriority } = all.get(`${version}.${group}`) ?? {};
      if (groupPriority !== undefined && group !== '') return { groupPriority, versionPriority: 1 };
    }
  }
  return { groupPriority: OWN_PRIORITY, versionPriority: 1 };
}

function arranged(versions: readonly Version[], ties: Ties): ApiGroup[] {
  const groups = new Map<string, Version[]>();
  for (const each of versions.toSorted(byName)) {
    const known = groups.get(each.group);
    if (known === undefined) groups.set(each.group, [each]);
    else known.push(each);
  }
  const first = (members: readonly Version[]): number =>
    Math.max(...members.map(({ groupPriority }) => groupPriority));
  return [...groups]
    .toSorted(([a, as], [b, bs]) => {
      const difference = first(bs) - first(as);
      if (difference !== 0) return difference;
      if (ties === 'by group') return a < b ? -1 : 1;
      return leader(as) < leader(bs) ? -1 : 1;
    })
    .map(([group, members]) => {
      const sorted = members.toSorted(
        (a, b) => b.versionPriority - a.versionPriority || compareVersions(a.version, b.version),
      );
      const names = sorted.map(({ version }) => version);
      return { group, versions: names, preferred: names[0] ?? '' };
    });
}

/** The APIService that leads its group: that of the highest priority, the first one by name. */
function leader(members: readonly Version[]): string {
  return members.reduce((best, each) => (each.groupPriority > best.groupPriority ? each : best))
    .name;
}

function byName(a: Version, b: Version): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
