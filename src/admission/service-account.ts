import { randomSuffix } from '../apimachinery/object-meta.ts';
import type { Container, Pod, ServiceAccount } from '../apimachinery/types.generated.ts';
import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import type { Client } from '../client/client.ts';
import { concerns, find, refusal } from './objects.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './plugin.ts';
import { secretViolation } from './service-account-secrets.ts';

const DEFAULT = 'default';
const MIRROR = 'kubernetes.io/config.mirror';
const ENFORCE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';
const VOLUME_PREFIX = 'kube-api-access-';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour and seven seconds: longer than what clients ask for themselves, so that it can be told apart. */
const TOKEN_SECONDS = 3607;
const FILE_MODE = 0o644;
/** The default account of a new namespace may still be on its way. */
const DEFAULT_TRIES_MAX = 10;
const RETRY_MS = 100;

export interface ServiceAccountParts {
  readonly client: Client;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** Pods run as a service account; its token is mounted into every container. */
export function serviceAccount(parts: ServiceAccountParts): AdmissionPlugin {
  return {
    name: 'ServiceAccount',
    mutate(attributes) {
      if (attributes.operation !== 'CREATE' || !concerns(attributes, '', 'pods')) return undefined;
      return admit(parts, attributes);
    },
  };
}

async function admit(parts: ServiceAccountParts, attributes: AdmissionAttributes): Promise<void> {
  const pod = attributes.object as unknown as Pod;
  const { spec } = pod;
  if (pod.metadata.annotations?.[MIRROR] !== undefined) {
    if (spec.serviceAccountName) {
      throw refusal(attributes, 'a mirror pod may not reference service accounts');
    }
    return;
  }
  spec.serviceAccountName ||= DEFAULT;
  spec.serviceAccount = spec.serviceAccountName;
  const namespace = attributes.namespace ?? '';
  const account = await lookUp(parts, namespace, spec.serviceAccountName);
  if (account === undefined) {
    throw refusal(
      attributes,
      `error looking up service account ${namespace}/${spec.serviceAccountName}: ` +
        `serviceaccount "${spec.serviceAccountName}" not found`,
    );
  }
  if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) {
    mountToken(pod, parts.rng);
  }
  if ((spec.imagePullSecrets ?? []).length === 0 && account.imagePullSecrets !== undefined) {
    spec.imagePullSecrets = account.imagePullSecrets.map(({ name }) => (name ? { name } : {}));
  }
  if (account.metadata.annotations?.[ENFORCE_SECRETS] === 'true') {
    const violation = secretViolation(account, pod);
    if (violation !== undefined) throw refusal(attributes, violation);
  }
}

async function lookUp(
  { client, clock }: ServiceAccountParts,
  namespace: string,
  name: string,
): Promise<ServiceAccount | undefined> {
  const tries = name === DEFAULT ? DEFAULT_TRIES_MAX : 1;
  for (let i = 0; i < tries; i++) {
    if (i > 0) {
      await new Promise<void>((resolve) => {
        clock.setTimer(RETRY_MS, resolve);
      });
    }
    const found = await find<ServiceAccount>(client, ['v1', 'serviceaccounts'], namespace, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mountToken({ spec }: Pod, rng: Rng): void {
  const existing = spec.volumes?.find(({ name }) => name.startsWith(VOLUME_PREFIX));
  const name = existing?.name ?? VOLUME_PREFIX + randomSuffix(rng);
  let needed = false;
  const mount = (containers: readonly Container[] | undefined): void => {
    for (const container of containers ?? []) {
      // Whoever mounts something there does not want the token.
      if (container.volumeMounts?.some(({ mountPath }) => mountPath === MOUNT_PATH)) continue;
      const mounts = container.volumeMounts ?? [];
      container.volumeMounts = [...mounts, { name, readOnly: true, mountPath: MOUNT_PATH }];
      needed = true;
    }
  };
  mount(spec.initContainers);
  mount(spec.containers);
  if (!needed || existing !== undefined) return;
  spec.volumes = [
    ...(spec.volumes ?? []),
    {
      name,
      projected: {
        sources: [
          { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
          {
            configMap: {
              name: 'kube-root-ca.crt',
              items: [{ key: 'ca.crt', path: 'ca.crt' }],
            },
          },
          {
            downwardAPI: {
              items: [
                {
                  path: 'namespace',
                  fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' },
                },
              ],
            },
          },
        ],
        defaultMode: FILE_MODE,
      },
    },
  ];
}
