import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { CronJob, Event, Job } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import { parseSchedule } from '../../resources/batch/cronjob/schedule.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';
import { nextTime } from './next-time.ts';
import { Zone } from './zone.ts';

const NAMESPACE = 'default';
const MINUTE_MS = 60_000;
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

function client<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T> {
  return world.client.resource<T>(apiVersion, plural);
}

function cronJobs(): ResourceClient<CronJob> {
  return client<CronJob>('batch/v1', 'cronjobs');
}

async function createCronJob(name: string, spec: object): Promise<void> {
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
  const jobTemplate = { spec: { template } };
  const cronJob = { metadata: { name }, spec: { schedule: '* * * * *', jobTemplate, ...spec } };
  await cronJobs().create(NAMESPACE, cronJob as unknown as CronJob);
  // The controller sets its timer before the clock is moved.
  for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function jobsWhen(cronJob: string, fits: (jobs: readonly Job[]) => boolean): Promise<Job[]> {
  return level(async () => {
    const { items } = await client<Job>('batch/v1', 'jobs').list(NAMESPACE);
    const own = items.filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === cronJob);
    return fits(own) ? own : undefined;
  }, `Jobs of ${cronJob}`);
}

function cronJobWhen(name: string, fits: (cronJob: CronJob) => boolean): Promise<CronJob> {
  return level(async () => {
    const cronJob = await cronJobs().get(NAMESPACE, name);
    return fits(cronJob) ? cronJob : undefined;
  }, `CronJob ${name}`);
}

describe('a CronJob', () => {
  test('makes a Job when its time has come, named after the minute', async () => {
    await createCronJob('tick', {});

    await world.clock.advance(MINUTE_MS + 200);

    const [job] = await jobsWhen('tick', ({ length }) => length === 1);
    const { status } = await cronJobWhen('tick', ({ status: each }) => each.active?.length === 1);
    const minute = Date.parse(status.lastScheduleTime ?? '') / MINUTE_MS;
    expect(job?.metadata.name).toBe(`tick-${minute}`);
    expect(job?.metadata.annotations).toEqual({
      'batch.kubernetes.io/cronjob-scheduled-timestamp': status.lastScheduleTime,
    });
  });

  test('makes no second Job while the first one runs, if that is forbidden', async () => {
    await createCronJob('alone', { concurrencyPolicy: 'Forbid' });
    await world.clock.advance(MINUTE_MS + 200);
    await cronJobWhen('alone', ({ status }) => status.active?.length === 1);

    await world.clock.advance(MINUTE_MS + 200);

    await level(async () => {
      const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
      return items.find(({ reason }) => reason === 'JobAlreadyActive');
    }, 'the event');
    expect(await jobsWhen('alone', () => true)).toHaveLength(1);
  });

  test('replaces the Job that runs, if that is asked for', async () => {
    await createCronJob('fresh', { concurrencyPolicy: 'Replace' });
    await world.clock.advance(MINUTE_MS + 200);
    const [first] = await jobsWhen('fresh', ({ length }) => length === 1);
    await cronJobWhen('fresh', ({ status }) => status.active?.length === 1);

    await world.clock.advance(MINUTE_MS + 200);

    const [second] = await jobsWhen(
      'fresh',
      ([job, ...more]) => more.length === 0 && job?.metadata.name !== first?.metadata.name,
    );
    const { status } = await cronJobWhen(
      'fresh',
      (each) => each.status.active?.[0]?.uid === second?.metadata.uid,
    );
    expect(status.active).toHaveLength(1);
  });
});

describe('the next time of a schedule', () => {
  const cases: readonly [schedule: string, after: string, next: string, zone?: string][] = [
    ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00Z'],
    ['*/15 * * * *', '2026-01-01T00:45:00Z', '2026-01-01T01:00:00Z'],
    ['30 5 * * *', '2026-01-01T06:00:00Z', '2026-01-02T05:30:00Z'],
    ['0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 13 * 5', '2026-01-01T12:00:00Z', '2026-01-02T00:00:00Z'],
    ['0 12 * 6 mon', '2026-01-01T00:00:00Z', '2026-06-01T12:00:00Z'],
    ['@every 90s', '2026-01-01T00:00:00.5Z', '2026-01-01T00:01:30Z'],
    ['@weekly', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
    ['0 9 * * *', '2026-07-01T00:00:00Z', '2026-07-01T13:00:00Z', 'America/New_York'],
    ['0 9 * * *', '2026-01-01T00:00:00Z', '2026-01-01T14:00:00Z', 'America/New_York'],
    ['30 2 * * *', '2026-03-08T06:00:00Z', '2026-03-09T06:30:00Z', 'America/New_York'],
    ['30 1 * * *', '2026-11-01T05:00:00Z', '2026-11-01T05:30:00Z', 'America/New_York'],
    ['0 0 * * *', '2026-01-01T00:00:00Z', '2026-01-01T18:15:00Z', 'Asia/Kathmandu'],
  ];
  test.each(cases)('%s after %s is %s %s', (schedule, after, next, zone = 'UTC') => {
    const time = nextTime(parseSchedule(schedule), Date.parse(after), Zone.named(zone));
    expect(new Date(time ?? 0).toISOString()).toBe(new Date(next).toISOString());
  });

  test('is none for a day that never comes', () => {
    const schedule = parseSchedule('0 0 30 2 *');
    expect(nextTime(schedule, Date.parse('2026-01-01T00:00:00Z'), Zone.UTC)).toBeUndefined();
  });

  test('is shown with the offset of its zone', () => {
    const time = Date.parse('2024-02-29T05:00:00Z');
    expect(Zone.named('America/New_York').rfc3339(time)).toBe('2024-02-29T00:00:00-05:00');
    expect(Zone.named('Asia/Kathmandu').rfc3339(time)).toBe('2024-02-29T10:45:00+05:45');
    expect(Zone.named('Europe/London').rfc3339(time)).toBe('2024-02-29T05:00:00Z');
  });
});
