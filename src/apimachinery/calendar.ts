export interface Day {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
  /** 1 is the first. */
  readonly date: number;
}

/** Days of 400 years; then the calendar repeats. */
const ERA_DAYS = 146_097;
/** From March 1st of year 0, where leap days end the year, to 1970. */
const EPOCH_DAYS = 719_468;

/** Days from 1970-01-01 to a day of the Gregorian calendar; months begin with 0. */
export function daysSinceEpoch(year: number, month: number, date: number): number {
  const shifted = month < 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5) + date - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * ERA_DAYS + yearOfEra * 365 + leaps + dayOfYear - EPOCH_DAYS;
}

export function dayAt(days: number): Day {
  const shifted = days + EPOCH_DAYS;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (365 * yearOfEra + leaps);
  const index = Math.floor((5 * dayOfYear + 2) / 153);
  const month = (index + 2) % 12;
  const date = dayOfYear - Math.floor((153 * index + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month < 2 ? 1 : 0), month, date };
}
