import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TypesData } from '../types-data.ts';
import { loadDescriptions } from './descriptions.ts';

const folder = new URL('../../../openapi/descriptions/', import.meta.url);
const { types, scalars } = JSON.parse(
  readFileSync(new URL('../../../openapi/kubernetes/types.json', import.meta.url), 'utf8'),
) as TypesData;
const descriptions = loadDescriptions(folder);

// Explained field by field; `metadata` has the same words everywhere, and http is bare upstream.
const COMPLETE =
  /\.(?:core\.v1\.(?:Service(?:Spec|Port|Status)?|SessionAffinityConfig|ClientIPConfig|LoadBalancer\w*|PortStatus|Endpoint\w+)|discovery\.v1\.\w+|networking\.v1\.(?:\w*Ingress\w*|ServiceBackendPort)|meta\.v1\.(?:ObjectMeta|OwnerReference|LabelSelector\w*|ListOptions|DeleteOptions))$/;
const COMMON =
  `core.v1.Pod core.v1.ConfigMap core.v1.Secret core.v1.Namespace core.v1.Node core.v1.ServiceAccount
  core.v1.Event core.v1.LimitRange core.v1.ResourceQuota core.v1.PersistentVolumeClaim
  core.v1.ReplicationController core.v1.PodTemplate apps.v1.Deployment apps.v1.ReplicaSet
  apps.v1.StatefulSet apps.v1.DaemonSet batch.v1.Job batch.v1.CronJob networking.v1.NetworkPolicy
  rbac.v1.Role rbac.v1.ClusterRole rbac.v1.RoleBinding rbac.v1.ClusterRoleBinding
  policy.v1.PodDisruptionBudget storage.v1.StorageClass scheduling.v1.PriorityClass`.split(/\s+/);
/** Volumes of drivers that were removed, and a way to configure kubelets that was. */
const GONE =
  /\.(?:(?:StorageOS|ScaleIO|RBD|Quobyte|Portworx|PhotonPersistentDisk|Glusterfs|Flocker|CephFS)VolumeSource|NodeConfigS\w+)$/;
const ELSEWHERE = new Set(['metadata', 'http']);

describe('descriptions', () => {
  test('explain every field of services, endpoints, ingresses and metadata', () => {
    const missing = Object.entries(types)
      .filter(([name]) => COMPLETE.test(name))
      .flatMap(([name, { fields = {} }]) => [
        ...(descriptions.ofType(name) === undefined && !name.endsWith('RuleValue') ? [name] : []),
        ...Object.keys(fields)
          .filter((field) => !ELSEWHERE.has(field))
          .filter((field) => descriptions.ofField(name, field) === undefined)
          .map((field) => `${name} ${field}`),
      ]);
    expect(missing).toEqual([]);
  });

  test('explain every field that the common kinds lead to', () => {
    const seen = new Set<string>();
    const missing: string[] = [];
    const queue = COMMON.map((name) => `io.k8s.api.${name}`);
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const data = types[name];
      if (data === undefined || seen.has(name) || GONE.test(name)) continue;
      seen.add(name);
      const { fields = {}, inline = [], unpublished } = data;
      queue.push(...inline.map(({ ref }) => ref));
      queue.push(...Object.values(fields).flatMap(({ ref }) => (ref === undefined ? [] : [ref])));
      if (unpublished !== true && descriptions.ofType(name) === undefined) missing.push(name);
      for (const field of Object.keys(fields)) {
        if (ELSEWHERE.has(field) || descriptions.ofField(name, field) !== undefined) continue;
        missing.push(`${name} ${field}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test('are of types and fields that exist, and are sentences', () => {
    const definitions = new Set(Object.values(scalars).map(({ definition }) => definition));
    const wrong = readdirSync(folder).flatMap((file) => {
      const all = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<
        string,
        Record<string, string>
      >;
      return Object.entries(all).flatMap(([name, fields]) => [
        ...(types[name] || definitions.has(name) || name.endsWith('.Patch') ? [] : [name]),
        ...Object.entries(fields)
          .filter(([field, text]) => !isGood(name, field, text))
          .map(([field]) => `${name} ${field}`),
      ]);
    });
    expect(wrong).toEqual([]);
  });

  test('of one type do not come twice', () => {
    const names = readdirSync(folder).flatMap((file) =>
      Object.keys(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as object),
    );
    expect(names).toEqual([...new Set(names)]);
  });
});

function isGood(name: string, field: string, text: string): boolean {
  const exists = field === '' || types[name]?.fields?.[field] !== undefined;
  return exists && /^[A-Z(].*\.$/s.test(text);
}
