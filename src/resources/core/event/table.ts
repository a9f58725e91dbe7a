import type { Event } from '../../../apimachinery/types.generated.ts';
import type { Cell, CellContext } from '../../../registry/definition.ts';
import { since } from '../../../registry/table-cells.ts';

export function row(event: Event, { now }: CellContext): Record<string, Cell> {
  const { involvedObject, series, source } = event;
  const first = since(event.firstTimestamp ?? event.eventTime, now);
  const last = event.lastTimestamp == null ? first : since(event.lastTimestamp, now);
  const kind = (involvedObject.kind ?? '').toLowerCase();
  const component = source.component || event.reportingComponent;
  const host = source.host || event.reportingInstance;
  return {
    'Last Seen': series === undefined ? last : since(series.lastObservedTime, now),
    Type: event.type ?? '',
    Reason: event.reason ?? '',
    Object: involvedObject.name ? `${kind}/${involvedObject.name}` : kind,
    Subobject: involvedObject.fieldPath ?? '',
    Source: host === '' ? component : `${component}, ${host}`,
    Message: (event.message ?? '').trim(),
    'First Seen': first,
    // Events of the newer API that happened once have no count.
    Count: series === undefined ? event.count || 1 : (series.count ?? 0),
  };
}
