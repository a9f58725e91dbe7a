import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type { ReplicaSet } from '../../apimachinery/types.generated.ts';
import { replicasController } from './controller.ts';

export const replicaSetController = replicasController<ReplicaSet>({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  component: 'replicaset-controller',
  selectorOf: ({ spec }) => labelSelectorFromObject(spec.selector),
});
