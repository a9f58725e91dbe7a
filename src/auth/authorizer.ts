import type { AccessedResource, UserInfo } from '../apimachinery/user.ts';

/** One question to the authorizer: may this user do this? */
export interface Attributes {
  readonly user: UserInfo;
  /** `get`, `list`, `create` …; for non-resource paths the HTTP method in lower case. */
  readonly verb: string;
  /** Set for resource requests. */
  readonly resource?: AccessedResource;
  /** Set for all other requests. */
  readonly path?: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Why; empty where the authorizer has nothing to say. */
  readonly reason: string;
}

export interface Authorizer {
  authorize(attributes: Attributes): Decision;
  /** All that a user may do in a namespace. */
  rulesFor(user: UserInfo, namespace: string): Rules;
}

/** What `SelfSubjectRulesReview` tells. */
export interface Rules {
  readonly resourceRules: readonly {
    readonly verbs: readonly string[];
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
  readonly nonResourceRules: readonly {
    readonly verbs: readonly string[];
    readonly nonResourceURLs?: readonly string[];
  }[];
  /** The authorizer cannot name them all. */
  readonly incomplete: boolean;
  /** Empty: none. */
  readonly evaluationError: string;
}

/** `--authorization-mode AlwaysAllow`. */
export class AlwaysAllow implements Authorizer {
  authorize(): Decision {
    return { allowed: true, reason: '' };
  }

  rulesFor(): Rules {
    return {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
      evaluationError: '',
    };
  }
}

/** Signers are no objects; roles name them all the same. */
export function signerResource(name: string): NonNullable<Attributes['resource']> {
  return {
    group: 'certificates.k8s.io',
    version: '*',
    resource: 'signers',
    subresource: '',
    namespace: '',
    name,
  };
}
