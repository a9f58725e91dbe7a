import type { LocalTime } from '../values/timestamp.ts';
import { localTime, zoneOffset } from '../values/timestamp.ts';
import type { CelDuration, CelTimestamp } from '../values/value.ts';
import type { FunctionDeclaration, OverloadRow } from './declaration.ts';
import { declare } from './declaration.ts';

/** One accessor of timestamps, with and without a zone, and what it is of durations. */
function accessor(
  name: string,
  id: string,
  read: (local: LocalTime) => number,
  ofDuration?: bigint,
): FunctionDeclaration {
  const inZone = (timestamp: CelTimestamp, offset: number): bigint =>
    BigInt(read(localTime(timestamp, offset)));
  const rows: OverloadRow[] = [
    [`timestamp_to_${id}`, 'timestamp.(): int', (time: CelTimestamp) => inZone(time, 0)],
    [
      `timestamp_to_${id}_with_tz`,
      'timestamp.(string): int',
      (time: CelTimestamp, zone: string) => inZone(time, zoneOffset(time, zone)),
    ],
  ];
  if (ofDuration !== undefined) {
    rows.push([
      `duration_to_${id}`,
      'duration.(): int',
      ({ nanoseconds }: CelDuration) => nanoseconds / ofDuration,
    ]);
  }
  return declare(name, ...rows);
}

export const times: readonly FunctionDeclaration[] = [
  accessor('getFullYear', 'year', ({ year }) => year),
  accessor('getMonth', 'month', ({ month }) => month),
  accessor('getDayOfYear', 'day_of_year', ({ dayOfYear }) => dayOfYear),
  accessor('getDayOfMonth', 'day_of_month', ({ date }) => date - 1),
  accessor('getDate', 'day_of_month_1_based', ({ date }) => date),
  accessor('getDayOfWeek', 'day_of_week', ({ weekday }) => weekday),
  accessor('getHours', 'hours', ({ hours }) => hours, 3_600_000_000_000n),
  accessor('getMinutes', 'minutes', ({ minutes }) => minutes, 60_000_000_000n),
  accessor('getSeconds', 'seconds', ({ seconds }) => seconds, 1_000_000_000n),
  accessor(
    'getMilliseconds',
    'milliseconds',
    ({ nanosecond }) => Math.trunc(nanosecond / 1_000_000),
    1_000_000n,
  ),
];
