/** Who sent a request. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const SYSTEM_MASTERS = 'system:masters';

/** Controllers and other parts of this server that act through the API. */
export function systemUser(name: string): UserInfo {
  return { name: `system:${name}`, groups: [SYSTEM_MASTERS, 'system:authenticated'] };
}
