import { controllerOf } from '../../../apimachinery/meta.ts';
import type { ControllerRevision } from '../../../apimachinery/types.generated.ts';
import type { Cells } from '../../../registry/definition.ts';
import { NONE } from '../../../registry/table-cells.ts';

export const cells: Cells<ControllerRevision> = {
  Controller: (object) => {
    const controller = controllerOf(object);
    if (controller === undefined) return NONE;
    const slash = controller.apiVersion.indexOf('/');
    const group = slash < 0 ? '' : `.${controller.apiVersion.slice(0, slash)}`;
    return `${`${controller.kind}${group}`.toLowerCase()}/${controller.name}`;
  },
  Revision: ({ revision }) => revision,
};
