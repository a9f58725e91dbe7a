/** Who sent a request. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What a request to the API wants to do something with, as authorizers see it; empty: none, or all. */
export interface AccessedResource {
  readonly group: string;
  readonly version: string;
  /** The plural name. */
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

export const SYSTEM_MASTERS = 'system:masters';

/** Controllers and other parts of this server that act through the API. */
export function systemUser(name: string): UserInfo {
  return { name: `system:${name}`, groups: [SYSTEM_MASTERS, 'system:authenticated'] };
}
