import type { Container, Pod, ServiceAccount } from '../apimachinery/types.generated.ts';

/** The first secret that a pod uses and its account does not name, in upstream's words and order. */
export function secretViolation(account: ServiceAccount, { spec }: Pod): string | undefined {
  const mountable = new Set((account.secrets ?? []).map(({ name }) => name));
  const owner = account.metadata.name ?? '';
  const rest = `is not allowed because service account ${owner} does not reference that secret`;
  for (const { secret } of spec.volumes ?? []) {
    if (secret === undefined || mountable.has(secret.secretName)) continue;
    return `volume with secret.secretName="${secret.secretName ?? ''}" ${rest}`;
  }
  const found =
    inContainers(spec.initContainers, 'init container', mountable, rest) ??
    inContainers(spec.containers, 'container', mountable, rest);
  if (found !== undefined) return found;
  const pullable = new Set((account.imagePullSecrets ?? []).map(({ name }) => name));
  for (const [index, { name }] of (spec.imagePullSecrets ?? []).entries()) {
    if (pullable.has(name)) continue;
    return (
      `imagePullSecrets[${index}].name="${name ?? ''}" is not allowed because service account ` +
      `${owner} does not reference that imagePullSecret`
    );
  }
  return undefined;
}

function inContainers(
  containers: readonly Container[] | undefined,
  what: string,
  mountable: ReadonlySet<string | undefined>,
  rest: string,
): string | undefined {
  for (const { name, env, envFrom } of containers ?? []) {
    for (const variable of env ?? []) {
      const secret = variable.valueFrom?.secretKeyRef;
      if (secret === undefined || mountable.has(secret.name)) continue;
      return `${what} ${name} with envVar ${variable.name} referencing secret.secretName="${secret.name ?? ''}" ${rest}`;
    }
    for (const { secretRef } of envFrom ?? []) {
      if (secretRef === undefined || mountable.has(secretRef.name)) continue;
      return `${what} ${name} with envFrom referencing secret.secretName="${secretRef.name ?? ''}" ${rest}`;
    }
  }
  return undefined;
}
