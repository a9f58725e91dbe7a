import type { CustomResourceDefinition } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { setDefaults } from './defaults.ts';
import { strategy } from './strategy.ts';

/** Upstream stores definitions in a version that it serves no more. */
export const customResourceDefinition = defineBehaviour<CustomResourceDefinition>(
  'apiextensions.k8s.io/v1beta1/CustomResourceDefinition',
  { strategy: { defaults: setDefaults, ...strategy } },
);
