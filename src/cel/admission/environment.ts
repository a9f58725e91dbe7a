import type { Environment } from '../environment.ts';
import { kubernetesEnvironment, mutationEnvironment } from '../kubernetes/environment.ts';
import type { CelType } from '../types/type.ts';
import { DYN, struct } from '../types/type.ts';
import { admissionStructs } from './types.ts';

export interface AdmissionVariables {
  readonly hasParams: boolean;
  /** Message expressions must not ask the authorizer. */
  readonly hasAuthorizer: boolean;
  /** The functions of mutating policies. */
  readonly mutates?: boolean;
}

/** What admission expressions may name. Environments are made once. */
export function admissionEnvironment({
  hasParams,
  hasAuthorizer,
  mutates = false,
}: AdmissionVariables): Environment {
  const key = `${hasParams}/${hasAuthorizer}/${mutates}`;
  let environment = made.get(key);
  if (environment === undefined) {
    const variables: Record<string, CelType> = {
      object: DYN,
      oldObject: DYN,
      namespaceObject: struct('kubernetes.Namespace'),
      request: struct('kubernetes.AdmissionRequest'),
    };
    if (hasParams) variables['params'] = DYN;
    if (hasAuthorizer) {
      variables['authorizer'] = struct('kubernetes.authorization.Authorizer');
      variables['authorizer.requestResource'] = struct('kubernetes.authorization.ResourceCheck');
    }
    const base = mutates ? mutationEnvironment : kubernetesEnvironment;
    environment = base.extending({ variables, structs: admissionStructs });
    made.set(key, environment);
  }
  return environment;
}

const made = new Map<string, Environment>();
