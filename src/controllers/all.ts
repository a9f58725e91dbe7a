import type { RemoteServers } from './api-services/availability.ts';
import { apiServiceAvailability } from './api-services/availability.ts';
import { customApiServices } from './api-services/registration.ts';
import { autoscalerController } from './autoscaler/controller.ts';
import { certificateApprover } from './certificates/approval.ts';
import { certificateCleaner } from './certificates/cleaning.ts';
import type { SignCertificate } from './certificates/signing.ts';
import { certificateSigner } from './certificates/signing.ts';
import { clusterRoleAggregation } from './cluster-role-aggregation.ts';
import { cronJobController } from './cronjob/controller.ts';
import { establishingController } from './custom-resource-definitions/establishing.ts';
import { finalizingController } from './custom-resource-definitions/finalizing.ts';
import { daemonSetController } from './daemon/controller.ts';
import { deploymentController } from './deployment/controller.ts';
import { disruptionController } from './disruption/controller.ts';
import { staleDisruptionController } from './disruption/stale-conditions.ts';
import { endpointSliceController } from './endpoints/endpoint-slices.ts';
import { endpointsController } from './endpoints/endpoints.ts';
import { endpointSliceMirroringController } from './endpoints/mirroring.ts';
import { flowControlBuiltIns } from './flow-control/built-in.ts';
import { flowSchemaConditions } from './flow-control/dangling.ts';
import type { OtherServers } from './garbage-collector/garbage-collector.ts';
import { garbageCollector } from './garbage-collector/garbage-collector.ts';
import { jobController } from './job/controller.ts';
import { jobOrphansController } from './job/orphans.ts';
import { jobTimeToLiveController } from './job/time-to-live.ts';
import type { Discovery } from './namespace.ts';
import { namespaceController } from './namespace.ts';
import { nodeTtlController } from './node-ttl.ts';
import { podGarbageCollector } from './pod-garbage-collector.ts';
import type { PolicyTypes } from './policy-status.ts';
import { policyStatusController } from './policy-status.ts';
import { replicaSetController } from './replicas/replica-set.ts';
import { replicationControllerController } from './replicas/replication-controller.ts';
import { resourceClaimController } from './resource-claims/controller.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { rootCaPublisher } from './root-ca-publisher.ts';
import type { ControllerRuntime } from './runtime.ts';
import { serviceAccountController } from './service-account.ts';
import type { TokenSecrets } from './service-account-tokens.ts';
import { serviceAccountTokenController } from './service-account-tokens.ts';
import { serviceCidrController } from './service-cidrs.ts';
import { statefulSetController } from './statefulset/controller.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { persistentVolumeBinder } from './volumes/binder.ts';
import { ephemeralVolumeController } from './volumes/ephemeral.ts';
import { claimExpansionController } from './volumes/expansion.ts';
import {
  attributesClassProtection,
  claimProtection,
  volumeProtection,
} from './volumes/protection.ts';

export interface ControllerOptions extends TokenSecrets {
  /** Undefined: approved requests wait for a signer that never comes. */
  readonly signCertificate: SignCertificate | undefined;
  readonly policyTypes: PolicyTypes;
  /** The servers behind APIServices. */
  readonly remoteServers: RemoteServers & Discovery & OtherServers;
}

/** What kube-controller-manager runs; all of them write under its name. */
export function addControllers(runtime: ControllerRuntime, options: ControllerOptions): void {
  const add = runtime.add.bind(runtime, 'kube-controller-manager');
  add(serviceAccountController);
  add(serviceAccountTokenController(options));
  add(rootCaPublisher(options.certificateAuthority));
  add(namespaceController(options.remoteServers));
  add(endpointsController);
  add(endpointSliceController);
  add(endpointSliceMirroringController);
  add(serviceCidrController);
  add(garbageCollector(options.remoteServers));
  add(nodeTtlController);
  add(taintEvictionController);
  add(podGarbageCollector);
  add(resourceQuotaController);
  add(replicaSetController);
  add(replicationControllerController);
  add(deploymentController);
  add(daemonSetController);
  add(statefulSetController);
  add(jobController);
  add(jobOrphansController);
  add(jobTimeToLiveController);
  add(cronJobController);
  add(disruptionController);
  add(staleDisruptionController);
  add(autoscalerController);
  add(certificateApprover);
  if (options.signCertificate !== undefined) add(certificateSigner(options.signCertificate));
  add(certificateCleaner);
  add(persistentVolumeBinder);
  add(claimProtection);
  add(volumeProtection);
  add(attributesClassProtection);
  add(ephemeralVolumeController);
  add(resourceClaimController);
  add(claimExpansionController);
  // Its name is the field manager of the rules that it gathers.
  runtime.add('clusterrole-aggregation-controller', clusterRoleAggregation);
  // As is that of the controller of policies.
  const { policyTypes } = options;
  runtime.add('validatingadmissionpolicy-status', policyStatusController(policyTypes));
  // Definitions are established and cleaned up by the API server itself.
  runtime.add('kube-apiserver', establishingController);
  runtime.add('kube-apiserver', finalizingController);
  // So is what it says of itself.
  runtime.add('kube-apiserver', customApiServices);
  runtime.add('kube-apiserver', apiServiceAvailability(options.remoteServers));
  runtime.add('kube-apiserver', flowControlBuiltIns);
  runtime.add('kube-apiserver', flowSchemaConditions);
}
