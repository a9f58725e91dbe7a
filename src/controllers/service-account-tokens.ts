import { ApiError } from '../apimachinery/errors.ts';
import type { Secret, ServiceAccount } from '../apimachinery/types.generated.ts';
import type { ResourceClient } from '../client/client.ts';
import type { Controller, ControllerFactory, Outcome } from './runtime.ts';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

export interface TokenSecrets {
  /** PEM of the CA that clients trust. */
  readonly certificateAuthority: string;
  /** A token of an account that lives as long as the secret it is written to. */
  readonly sign: (account: ServiceAccount, secret: string) => Promise<string>;
}

/**
 * Fills secrets of type service-account-token, and removes those whose account is gone. Keys are
 * secrets; a change of an account asks for the secrets that name it.
 */
export function serviceAccountTokenController(parts: TokenSecrets): ControllerFactory {
  return (context): Controller => {
    const accounts = context.informer<ServiceAccount>('v1', 'serviceaccounts');
    const secrets = context.informer<Secret>('v1', 'secrets');
    secrets.onChange((secret) => {
      if (secret?.type === TYPE) context.enqueue(keyOf(secret));
    });
    accounts.onChange((account, previous) => {
      const { metadata } = account ?? previous ?? { metadata: {} };
      for (const secret of secrets.list(metadata.namespace)) {
        const { annotations } = secret.metadata;
        const isOurs = secret.type === TYPE && annotations?.[NAME] === metadata.name;
        if (isOurs) context.enqueue(keyOf(secret));
      }
    });
    const client = context.client<Secret>('v1', 'secrets');
    const accountClient = context.client<ServiceAccount>('v1', 'serviceaccounts');
    return {
      name: 'serviceaccount-token',
      async reconcile(key): Promise<Outcome> {
        const secret = secrets.get(key);
        if (secret?.type !== TYPE) return {};
        const account = await accountOf(accountClient, secret);
        const { name = '', namespace, uid = '' } = secret.metadata;
        if (account === undefined) {
          await client.delete(namespace, name, { preconditions: { uid } });
          return {};
        }
        const next = await filled(parts, secret, account);
        if (next !== undefined) await client.update(namespace, next);
        return {};
      },
    };
  };
}

function keyOf({ metadata }: Secret): string {
  return `${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/** Asked for anew, because a cache that is behind would cost a secret. */
async function accountOf(
  client: ResourceClient<ServiceAccount>,
  { metadata }: Secret,
): Promise<ServiceAccount | undefined> {
  const name = metadata.annotations?.[NAME] ?? '';
  const uid = metadata.annotations?.[UID] ?? '';
  try {
    const account = await client.get(metadata.namespace, name);
    return uid === '' || uid === account.metadata.uid ? account : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

/** Undefined: nothing is missing. */
async function filled(
  { certificateAuthority, sign }: TokenSecrets,
  secret: Secret,
  account: ServiceAccount,
): Promise<Secret | undefined> {
  const { data = {}, metadata } = secret;
  const authority = base64(certificateAuthority);
  if (data['ca.crt'] === authority && data['namespace'] && data['token']) return undefined;
  const { name = '', namespace = '' } = metadata;
  return {
    ...secret,
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        [NAME]: account.metadata.name ?? '',
        [UID]: account.metadata.uid ?? '',
      },
    },
    data: {
      ...data,
      'ca.crt': authority,
      namespace: data['namespace'] || base64(namespace),
      token: data['token'] || base64(await sign(account, name)),
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
