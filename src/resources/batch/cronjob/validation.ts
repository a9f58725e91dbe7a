import type { FieldError } from '../../../apimachinery/field-error.ts';
import { FieldPath, fieldError } from '../../../apimachinery/field-error.ts';
import { withoutEmpties } from '../../../apimachinery/go-print.ts';
import type {
  CronJob,
  CronJobSpec,
  JobTemplateSpec,
} from '../../../apimachinery/types.generated.ts';
import { checkNonNegative } from '../../apps/counts.ts';
import { pointedAt } from '../../core/pod/field-checks.ts';
import { checkJobSpec } from '../job/spec-validation.ts';
import { parseSchedule, ScheduleError } from './schedule.ts';
import { isTimeZone } from './time-zone.ts';

const SPEC = FieldPath.of('spec');
/** Jobs are named after their cron job and the minute. */
const NAME_LENGTH_MAX = 52;
const POLICIES = ['Allow', 'Forbid', 'Replace'];

export function validate({ metadata, spec }: CronJob): FieldError[] {
  const errors = validateSpec(spec, undefined);
  const { name = '' } = metadata;
  if (name.length > NAME_LENGTH_MAX) {
    const detail = `must be no more than ${NAME_LENGTH_MAX} characters`;
    errors.push(fieldError.invalid(FieldPath.of('metadata', 'name'), name, detail));
  }
  return errors;
}

export function validateSpec(spec: CronJobSpec, old: CronJobSpec | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const { schedule, timeZone, concurrencyPolicy = '' } = spec;
  if (schedule === '') errors.push(fieldError.required(SPEC.child('schedule')));
  else checkSchedule(schedule, SPEC.child('schedule'), errors);
  checkNonNegative(spec, ['startingDeadlineSeconds'], SPEC, errors);
  if (timeZone !== undefined && timeZone !== old?.timeZone) {
    checkTimeZone(timeZone, SPEC.child('timeZone'), errors);
  }
  if (!POLICIES.includes(concurrencyPolicy)) {
    const path = SPEC.child('concurrencyPolicy');
    errors.push(fieldError.notSupported(path, concurrencyPolicy, POLICIES));
  }
  checkJobTemplate(spec.jobTemplate, SPEC.child('jobTemplate', 'spec'), errors);
  checkNonNegative(spec, ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'], SPEC, errors);
  return errors;
}

function checkSchedule(schedule: string, path: FieldPath, errors: FieldError[]): void {
  try {
    parseSchedule(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    errors.push(fieldError.invalid(path, schedule, error.message));
  }
  if (!schedule.includes('TZ')) return;
  const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  errors.push(fieldError.invalid(path, schedule, detail));
}

/** A part of the name of a time zone. */
const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;

function isZonePart(part: string): boolean {
  return part !== '.' && part !== '..' && !part.startsWith('-') && ZONE_PART.test(part);
}

function checkTimeZone(zone: string, path: FieldPath, errors: FieldError[]): void {
  const refuse = (detail: string): void => {
    errors.push(fieldError.invalid(path, pointedAt(zone), detail));
  };
  if (zone === '') {
    refuse('timeZone must be nil or non-empty string');
    return;
  }
  if (!zone.split('/').every(isZonePart)) {
    refuse(`unknown time zone ${zone}`);
    return;
  }
  if (zone.toLowerCase() === 'local') {
    refuse('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  }
  if (zone !== 'Local' && !isTimeZone(zone)) refuse(`unknown time zone ${zone}`);
}

/** The selector of every job is generated. @param path of the spec */
function checkJobTemplate({ spec }: JobTemplateSpec, path: FieldPath, errors: FieldError[]): void {
  checkJobSpec(spec, path, errors);
  if (spec.selector) {
    const detail = '`selector` will be auto-generated';
    errors.push(fieldError.invalid(path.child('selector'), withoutEmpties(spec.selector), detail));
  }
  if (spec.manualSelector === true) {
    const supported = ['nil', 'false'];
    errors.push(fieldError.notSupported(path.child('manualSelector'), true, supported));
  }
}
