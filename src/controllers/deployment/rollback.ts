import type { ReplicaSet } from '../../apimachinery/types.generated.ts';
import type { DeploymentPass } from './pass.ts';
import {
  isOwnAnnotation,
  ROLLBACK_TO,
  revisionOf,
  sameTemplate,
  withoutHash,
} from './revisions.ts';

/** The revision that an old client asks to go back to, 0 for the last one; undefined: none. */
export function rollbackTarget({ deployment }: DeploymentPass): number | undefined {
  const text = deployment.metadata.annotations?.[ROLLBACK_TO];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Takes the template of a revision back into the Deployment; the next pass rolls it out. */
export async function rollBack(pass: DeploymentPass, target: number): Promise<void> {
  const revision = target === 0 ? lastRevision(pass.all) : target;
  if (revision === 0) {
    await pass.tell(
      'Warning',
      'DeploymentRollbackRevisionNotFound',
      'Unable to find last revision.',
    );
    await forgetRollback(pass);
    return;
  }
  const old = pass.all.find((each) => revisionOf(each) === revision);
  if (old === undefined) {
    const message = 'Unable to find the revision to rollback to.';
    await pass.tell('Warning', 'DeploymentRollbackRevisionNotFound', message);
    await forgetRollback(pass);
    return;
  }
  const { deployment } = pass;
  const { name } = deployment.metadata;
  if (sameTemplate(deployment.spec.template, old.spec.template)) {
    const message = `The rollback revision contains the same template as current deployment "${name}"`;
    await pass.tell('Warning', 'DeploymentRollbackTemplateUnchanged', message);
    await forgetRollback(pass);
    return;
  }
  await pass.updateDeployment({
    ...deployment,
    metadata: { ...deployment.metadata, annotations: annotationsOf(pass, old) },
    spec: { ...deployment.spec, template: withoutHash(old.spec.template) },
  });
  const message = `Rolled back deployment "${name}" to revision ${revision}`;
  await pass.tell('Normal', 'DeploymentRollback', message);
}

/** The second highest: the highest is that of today. */
function lastRevision(replicaSets: readonly ReplicaSet[]): number {
  let highest = 0;
  let second = 0;
  for (const replicaSet of replicaSets) {
    const revision = revisionOf(replicaSet);
    if (revision === undefined) continue;
    if (revision >= highest) {
      second = highest;
      highest = revision;
    } else {
      second = Math.max(second, revision);
    }
  }
  return second;
}

/** The Deployment keeps what is its own; all else is as it was at that revision. */
function annotationsOf({ deployment }: DeploymentPass, old: ReplicaSet): Record<string, string> {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(
    ([key]) => isOwnAnnotation(key) && key !== ROLLBACK_TO,
  );
  const others = Object.entries(old.metadata.annotations ?? {}).filter(
    ([key]) => !isOwnAnnotation(key),
  );
  return Object.fromEntries([...own, ...others]);
}

async function forgetRollback(pass: DeploymentPass): Promise<void> {
  const { deployment } = pass;
  const { [ROLLBACK_TO]: _, ...annotations } = deployment.metadata.annotations ?? {};
  await pass.updateDeployment({
    ...deployment,
    metadata: { ...deployment.metadata, annotations },
  });
}
