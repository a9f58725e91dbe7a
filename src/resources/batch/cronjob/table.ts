import type { CronJob } from '../../../apimachinery/types.generated.ts';
import type { Cell, CellContext } from '../../../registry/definition.ts';
import {
  containerCells,
  labelSelectorText,
  NONE,
  since,
  UNSET,
} from '../../../registry/table-cells.ts';

export function row({ spec, status }: CronJob, { now }: CellContext): Record<string, Cell> {
  const { lastScheduleTime } = status;
  return {
    Schedule: spec.schedule,
    Timezone: spec.timeZone ?? NONE,
    Suspend: spec.suspend === undefined ? UNSET : spec.suspend ? 'True' : 'False',
    Active: status.active?.length ?? 0,
    'Last Schedule': lastScheduleTime === undefined ? NONE : since(lastScheduleTime, now),
    ...containerCells(spec.jobTemplate.spec.template.spec.containers),
    Selector: labelSelectorText(spec.jobTemplate.spec.selector),
  };
}
