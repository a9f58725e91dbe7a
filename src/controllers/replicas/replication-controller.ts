import { selectorFromMap } from '../../apimachinery/selectors/labels.ts';
import type { ReplicationController } from '../../apimachinery/types.generated.ts';
import { replicasController } from './controller.ts';

export const replicationControllerController = replicasController<ReplicationController>({
  apiVersion: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  component: 'replication-controller',
  selectorOf: ({ spec }) => selectorFromMap(spec.selector),
});
