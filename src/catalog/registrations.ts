import type { APIResourceDiscovery } from '../apimachinery/types.generated.ts';

/** What an APIService says of its group and version. */
export interface Registration {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly groupPriority: number;
  readonly versionPriority: number;
  /** Another server answers for it. */
  readonly isRemote: boolean;
  /** It comes and goes with definitions. */
  readonly isAutomanaged: boolean;
}

/** What another server offers in one version of a group. */
export interface RemoteVersion {
  /** Of the APIService. */
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly groupPriority: number;
  readonly versionPriority: number;
  /** Undefined: nothing is known. */
  readonly resources: readonly APIResourceDiscovery[] | undefined;
  readonly freshness: 'Current' | 'Stale';
}

/** What APIServices add to discovery. */
export interface Registrations {
  /** Changes with everything below. */
  readonly generation: string;
  /** One for each APIService. */
  all(): readonly Registration[];
  /** What the servers behind APIServices say, as far as they have been asked. */
  remote(): readonly RemoteVersion[];
}
