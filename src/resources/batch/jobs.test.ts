import { describe, expect, test } from 'vitest';
import type { FieldError } from '../../apimachinery/field-error.ts';
import { cronJob } from './cronjob/index.ts';
import { parseSchedule } from './cronjob/schedule.ts';
import { job } from './job/index.ts';
import { countIndexes, overlapOf } from './job/indexes.ts';

const context = {
  now: 0,
  uid: () => '',
  user: '',
  dryRun: false,
  apiVersion: 'v1',
  subresource: undefined,
};

function text(errors: FieldError[] | undefined): string[] {
  return (errors ?? []).map(({ field, body }) => `${field}: ${body}`);
}

function template(): Record<string, unknown> {
  return {
    metadata: {},
    spec: { containers: [{ name: 'c', image: 'i' }], restartPolicy: 'Never' },
  };
}

function jobOf(spec: object, name = 'j'): Record<string, unknown> {
  return { metadata: { name, uid: 'u' }, spec: { template: template(), ...spec }, status: {} };
}

function created(spec: object, name = 'j'): Record<string, unknown> {
  const object = jobOf(spec, name) as never;
  job.strategy.defaults?.(object, context);
  job.strategy.prepareForCreate?.(object, context);
  return object;
}

const labels = {
  'batch.kubernetes.io/controller-uid': 'u',
  'batch.kubernetes.io/job-name': 'j',
  'controller-uid': 'u',
  'job-name': 'j',
};

describe('a job', () => {
  test('gets labels, a selector and numbers', () => {
    expect(created({})).toMatchObject({
      metadata: { labels },
      spec: {
        backoffLimit: 6,
        completions: 1,
        parallelism: 1,
        completionMode: 'NonIndexed',
        podReplacementPolicy: 'TerminatingOrFailed',
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u' } },
        suspend: false,
        template: { metadata: { labels } },
      },
    });
  });

  test('shares the labels of its template, generated ones included', () => {
    const labelled = { ...template(), metadata: { labels: { app: 'a' } } };

    expect(created({ template: labelled })).toMatchObject({
      metadata: { labels: { app: 'a', ...labels } },
    });
  });

  test.each<[object, string[]]>([
    [{}, []],
    [
      { parallelism: -1, ttlSecondsAfterFinished: -1 },
      [
        'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
        'spec.ttlSecondsAfterFinished: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
    [
      { completionMode: 'Indexed', parallelism: 1 },
      ['spec.completions: Required value: when completion mode is Indexed'],
    ],
    [
      { successPolicy: { rules: [{ succeededCount: 1 }] } },
      [
        'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":null,"SucceededCount":1}]}: requires indexed completion mode',
      ],
    ],
    [
      {
        completionMode: 'Indexed',
        completions: 3,
        successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 3 }, {}] },
      },
      [
        'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
        'spec.successPolicy.rules[1]: Required value: at least one of succeededCount or succeededIndexes must be specified',
      ],
    ],
    [
      { podFailurePolicy: { rules: [{ action: '', onPodConditions: [] }] } },
      [
        'spec.podFailurePolicy.rules[0].action: Required value: valid values: ["Count" "FailIndex" "FailJob" "Ignore"]',
        'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
      ],
    ],
    [
      {
        podFailurePolicy: {
          rules: [
            {
              action: 'FailIndex',
              onExitCodes: { operator: 'In', values: [2, 0, 2], containerName: 'x' },
            },
          ],
        },
      },
      [
        'spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
        'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template',
        'spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator',
        'spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 2',
        'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,0,2]: must be ordered',
      ],
    ],
    [
      { template: { metadata: {}, spec: { containers: [{ name: 'c', image: 'i' }] } } },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      {
        selector: { matchLabels: { app: 'a' } },
        template: { ...template(), metadata: { labels: { app: 'a' } } },
      },
      [
        'spec.selector: Invalid value: {"matchLabels":{"app":"a","batch.kubernetes.io/controller-uid":"u"}}: `selector` not auto-generated',
      ],
    ],
    [
      { manualSelector: true, selector: null },
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
      ],
    ],
  ])('%j: %j', (spec, messages) => {
    expect(text(job.strategy.validate?.(created(spec) as never, context))).toEqual(messages);
  });

  test('needs a name that its pods can have', () => {
    const object = created({ completionMode: 'Indexed', completions: 2 }, 'a.b') as never;

    expect(text(job.strategy.validate?.(object, context))).toEqual([
      'metadata.name: Invalid value: "a.b": will not able to create pod with invalid DNS label: a.b-1',
    ]);
  });

  test.each<[object, object, string[]]>([
    [{ completions: 2 }, {}, ['spec.completions: Invalid value: 2: field is immutable']],
    [
      { completionMode: 'Indexed', completions: 2, parallelism: 1 },
      { completionMode: 'Indexed', completions: 1, parallelism: 1 },
      ['spec.completions: Invalid value: 2: can only be modified in tandem with spec.parallelism'],
    ],
    [
      {
        suspend: true,
        template: {
          ...template(),
          spec: { ...(template()['spec'] as object), nodeSelector: { a: 'b' } },
        },
      },
      { suspend: true },
      [],
    ],
  ])('changed to %j from %j: %j', (next, previous, messages) => {
    const { strategy } = job;

    expect(
      text(strategy.validateUpdate?.(created(next) as never, created(previous) as never, context)),
    ).toEqual(messages);
  });

  test.each<[object, object, string[]]>([
    [{ startTime: '2024-05-01T10:00:00Z', active: 1, ready: 1 }, {}, []],
    [
      { active: 1, ready: 2 },
      {},
      ['status.ready: Invalid value: 2: cannot set more ready pods than active'],
    ],
    [
      { conditions: [{ type: 'Complete', status: 'True' }] },
      {},
      [
        'status.completionTime: Required value: completionTime is required for Complete jobs',
        'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
        'status.startTime: Required value: startTime is required for finished job',
      ],
    ],
    [
      {},
      { failed: 1, succeeded: 1 },
      [
        'status.failed: Invalid value: 0: cannot decrease the failed counter',
        'status.succeeded: Invalid value: 0: cannot decrease the succeeded counter',
      ],
    ],
    [
      { uncountedTerminatedPods: { succeeded: ['a', 'a'], failed: [''] } },
      {},
      [
        'status.uncountedTerminatedPods.succeeded[1]: Duplicate value: "a"',
        'status.uncountedTerminatedPods.failed[0]: Invalid value: "": must not be empty',
      ],
    ],
  ])('with status %j after %j: %j', (status, old, messages) => {
    const { status: rules } = job.strategy.subresources ?? {};
    const next = { ...created({}), status } as never;

    expect(
      text(rules?.validateUpdate?.(next, { ...created({}), status: old } as never, context)),
    ).toEqual(messages);
  });
});

describe('completion indexes', () => {
  test.each<[string, string]>([
    [
      '1-2-3',
      'the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by \'-\'',
    ],
    ['0,x', 'cannot convert string to integer for index: "x"'],
    ['0,5', 'too large index: "5"'],
    ['2-1', 'non-increasing order, previous: 2, current: 1'],
    ['1,1', 'non-increasing order, previous: 1, current: 1'],
  ])('%s: %s', (indexes, message) => {
    expect(() => countIndexes(indexes, 5)).toThrow(message);
  });

  test('are counted and compared', () => {
    expect(countIndexes('0,2-4', 5)).toBe(4);
    expect(overlapOf('0,2-4', '1,3', 5)).toBe(3);
    expect(overlapOf('0,x,2', '1,y,3-4', 5)).toBeUndefined();
  });
});

describe('a schedule', () => {
  test.each<[string, string]>([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['-1 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['@foo', 'unrecognized descriptor: @foo'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
    ['TZ=Nope/X * * * * *', 'provided bad location Nope/X: unknown time zone Nope/X'],
    [
      '99999999999999999999 * * * *',
      'failed to parse int from 99999999999999999999: strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
  ])('%s: %s', (schedule, message) => {
    expect(() => parseSchedule(schedule)).toThrow(message);
  });

  test('knows names, ranges, steps and descriptors', () => {
    expect(parseSchedule('*/20 1-2 1 JAN mon')).toEqual({
      minute: { values: new Set([0, 20, 40]), isAny: false },
      hour: { values: new Set([1, 2]), isAny: false },
      dayOfMonth: { values: new Set([1]), isAny: false },
      month: { values: new Set([1]), isAny: false },
      dayOfWeek: { values: new Set([1]), isAny: false },
    });
    expect(parseSchedule('@hourly')).toEqual(parseSchedule('0 * * * *'));
    expect(parseSchedule('@every 1h')).toEqual({ every: 3600 });
  });
});

const zone = (name: string, detail: string): [object, string[]] => [
  { timeZone: name },
  [`spec.timeZone: Invalid value: "${name}": ${detail}`],
];

describe('a cron job', () => {
  test.each<[object, string[]]>([
    [{}, []],
    [{ timeZone: 'Europe/Berlin' }, []],
    [{ timeZone: 'EST5EDT' }, []],
    zone('', 'timeZone must be nil or non-empty string'),
    zone('EUROPE/BERLIN', 'unknown time zone EUROPE/BERLIN'),
    zone('utc', 'unknown time zone utc'),
    zone('+01:00', 'unknown time zone +01:00'),
    zone(
      'Local',
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
    ),
    [{ schedule: '' }, ['spec.schedule: Required value']],
    [
      { schedule: 'TZ=UTC * * * * *' },
      [
        'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      ],
    ],
    [
      { concurrencyPolicy: 'x' },
      [
        'spec.concurrencyPolicy: Unsupported value: "x": supported values: "Allow", "Forbid", "Replace"',
      ],
    ],
    [
      {
        jobTemplate: {
          metadata: {},
          spec: { template: template(), selector: {}, manualSelector: true },
        },
      },
      [
        'spec.jobTemplate.spec.selector: Invalid value: {}: `selector` will be auto-generated',
        'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
      ],
    ],
  ])('%j: %j', (spec, messages) => {
    const base = {
      schedule: '* * * * *',
      jobTemplate: { metadata: {}, spec: { template: template() } },
    };
    const object = { metadata: { name: 'c' }, spec: { ...base, ...spec } } as never;
    cronJob.strategy.defaults?.(object, context);

    expect(text(cronJob.strategy.validate?.(object, context))).toEqual(messages);
  });
});
