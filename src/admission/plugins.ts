import type { Clock } from '../base/clock.ts';
import type { Rng } from '../base/rng.ts';
import type { Client } from '../client/client.ts';
import type { MaySigner } from './certificates.ts';
import {
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
} from './certificates.ts';
import { persistentVolumeClaimResize } from './claim-resize.ts';
import type { AdmissionConfiguration } from './configuration.ts';
import { defaultIngressClass } from './default-ingress-class.ts';
import { defaultStorageClass } from './default-storage-class.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import type { NamespaceLookup } from './namespace-lifecycle.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { podSecurity } from './pod-security/pod-security.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { storageObjectInUseProtection } from './storage-protection.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

export interface AdmissionParts {
  readonly client: Client;
  readonly namespaces: NamespaceLookup;
  readonly maySigner: MaySigner;
  readonly webhooks: readonly AdmissionPlugin[];
  readonly policies: AdmissionPlugin;
  readonly configuration: AdmissionConfiguration;
  /** Names of plugins that are not asked. */
  readonly disabled: ReadonlySet<string>;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** Every plugin of upstream that is on by default, in upstream's order. Some have nothing to do here. */
export const PLUGIN_NAMES: readonly string[] = [
  'NamespaceLifecycle',
  'LimitRanger',
  'ServiceAccount',
  'TaintNodesByCondition',
  'PodSecurity',
  'Priority',
  'DefaultTolerationSeconds',
  'DefaultStorageClass',
  'StorageObjectInUseProtection',
  'PersistentVolumeClaimResize',
  'RuntimeClass',
  'CertificateApproval',
  'CertificateSigning',
  'ClusterTrustBundleAttest',
  'CertificateSubjectRestriction',
  'DefaultIngressClass',
  'PodTopologyLabels',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
  'ResourceQuota',
];

/** The built-in plugins in upstream's order, without the disabled ones. */
export function builtInPlugins(parts: AdmissionParts): AdmissionPlugin[] {
  return allPlugins(parts).filter(({ name }) => !parts.disabled.has(name));
}

function allPlugins({
  client,
  namespaces,
  maySigner,
  webhooks,
  policies,
  configuration,
  clock,
  rng,
}: AdmissionParts): AdmissionPlugin[] {
  return [
    namespaceLifecycle(namespaces),
    limitRanger(client),
    serviceAccount({ client, clock, rng }),
    taintNodesByCondition,
    podSecurity({ client, namespaces, configuration: configuration.podSecurity }),
    priority(client),
    defaultTolerationSeconds,
    defaultStorageClass(client),
    storageObjectInUseProtection,
    persistentVolumeClaimResize(client),
    runtimeClass(client),
    certificateApproval(maySigner),
    certificateSigning(maySigner),
    certificateSubjectRestriction,
    defaultIngressClass(client),
    // Policies are asked before the webhooks that look at the same object.
    policies,
    ...webhooks,
    resourceQuota(client, clock, configuration.limitedResources),
  ];
}
