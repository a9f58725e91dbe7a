/** The answer of `/version`. */
export interface VersionInfo {
  readonly major: string;
  readonly minor: string;
  readonly emulationMajor: string;
  readonly emulationMinor: string;
  readonly minCompatibilityMajor: string;
  readonly minCompatibilityMinor: string;
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  readonly platform: string;
}

/**
 * What `/version` tells, for a release such as `1.34.9`. How the server was built is made up, in
 * the form that clients expect.
 */
export function versionInfo(release: string): VersionInfo {
  const [major = '', minor = ''] = release.split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: `v${release}`,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go1.24.4',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

/** JSON as `/version` and the root index are always written: indented, no line feed at the end. */
export function prettyJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** The document at `/.well-known/openid-configuration`; compact, without a line feed. */
export function openIdConfiguration(issuer: string, jwksUri: string): object {
  return {
    issuer,
    jwks_uri: jwksUri,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

/** The public half of an RSA key that signs tokens; `n` and `e` in base64url. */
export interface SigningKey {
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

/** The document at `/openid/v1/jwks`; its media type is `application/jwk-set+json`. */
export function jsonWebKeySet(keys: readonly SigningKey[]): object {
  return {
    keys: keys.map(({ kid, n, e }) => ({ use: 'sig', kty: 'RSA', kid, alg: 'RS256', n, e })),
  };
}
