import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../apimachinery/errors.ts';
import type { KubeObject } from '../../apimachinery/meta.ts';
import type { Event, Job, Pod } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { World } from '../controller-world.suite.ts';
import { level, startWorld } from '../controller-world.suite.ts';
import { IndexSet } from './index-set.ts';

const NAMESPACE = 'default';
/** What happens to pods is looked at together once a second. */
const BATCH_MS = 1000;
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

function client<T extends KubeObject>(apiVersion: string, plural: string): ResourceClient<T> {
  return world.client.resource<T>(apiVersion, plural);
}

function jobs(): ResourceClient<Job> {
  return client<Job>('batch/v1', 'jobs');
}

async function createJob(name: string, spec: object = {}): Promise<void> {
  const template = {
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      containers: [{ name: 'main', image: 'i' }],
    },
  };
  await jobs().create(NAMESPACE, { metadata: { name }, spec: { template, ...spec } } as Job);
}

function podsWhen(job: string, fits: (pods: readonly Pod[]) => boolean): Promise<readonly Pod[]> {
  return level(async () => {
    const { items } = await client<Pod>('v1', 'pods').list(NAMESPACE, {
      labelSelector: `job-name=${job}`,
    });
    return fits(items) ? items : undefined;
  }, `pods of ${job}`);
}

function jobWhen(name: string, fits: (job: Job) => boolean): Promise<Job> {
  return level(async () => {
    const job = await jobs().get(NAMESPACE, name);
    return fits(job) ? job : undefined;
  }, `Job ${name}`);
}

/** Looks after each second, because controllers wait for each other's batches. */
async function jobInTime(name: string, fits: (job: Job) => boolean): Promise<Job> {
  for (let second = 0; second < 5; second++) {
    const job = await jobs().get(NAMESPACE, name);
    if (fits(job)) return job;
    await world.clock.advance(BATCH_MS);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  return jobWhen(name, fits);
}

async function end(pod: Pod | undefined, phase: string, exitCode = 0): Promise<void> {
  const finishedAt = new Date(world.clock.now()).toISOString();
  const state = { terminated: { exitCode, finishedAt } };
  const containerStatuses = [
    { name: 'main', state, image: 'i', imageID: '', ready: false, restartCount: 0 },
  ];
  const body = { status: { phase, containerStatuses } };
  const pods = client<Pod>('v1', 'pods');
  const { name = '' } = pod?.metadata ?? {};
  await pods.patch(NAMESPACE, name, { type: 'merge', body }, { subresource: 'status' });
}

function condition(job: Job, type: string): unknown {
  return job.status.conditions?.find((each) => each.type === type)?.reason;
}

describe('a Job', () => {
  test('is complete when enough pods have succeeded, and lets them go', async () => {
    await createJob('two', { completions: 2, parallelism: 2 });
    const pods = await podsWhen('two', ({ length }) => length === 2);
    expect(pods[0]?.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);

    for (const pod of pods) await end(pod, 'Succeeded');

    const job = await jobInTime('two', (each) => condition(each, 'Complete') !== undefined);
    expect(job.status).toMatchObject({ succeeded: 2, ready: 0, terminating: 0 });
    expect(job.status.conditions?.map(({ type }) => type)).toEqual([
      'SuccessCriteriaMet',
      'Complete',
    ]);
    await podsWhen('two', (all) => all.every(({ metadata }) => !metadata.finalizers));
    const { items } = await client<Event>('v1', 'events').list(NAMESPACE);
    expect(items.map(({ message }) => message)).toContain('Job completed');
  });

  test('replaces a failed pod after ten seconds, until there were too many', async () => {
    await createJob('bad', { backoffLimit: 1 });
    const [first] = await podsWhen('bad', ({ length }) => length === 1);
    await end(first, 'Failed', 1);
    await jobInTime('bad', ({ status }) => status.failed === 1);
    expect(await podsWhen('bad', () => true)).toHaveLength(1);

    await world.clock.advance(10_000);

    const pods = await podsWhen('bad', ({ length }) => length === 2);
    await end(
      pods.find(({ status }) => status.phase === 'Pending'),
      'Failed',
      1,
    );
    const job = await jobInTime('bad', (each) => condition(each, 'Failed') !== undefined);
    expect(condition(job, 'FailureTarget')).toBe('BackoffLimitExceeded');
    expect(job.status.failed).toBe(2);
  });

  test('fails at once by a rule of its failure policy', async () => {
    const onExitCodes = { operator: 'In', values: [42] };
    const podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes }] };
    await createJob('rule', { podFailurePolicy });
    const [pod] = await podsWhen('rule', ({ length }) => length === 1);

    await end(pod, 'Failed', 42);

    const job = await jobInTime('rule', (each) => condition(each, 'Failed') !== undefined);
    expect(job.status.conditions?.at(-1)?.message).toBe(
      `Container main for pod default/${pod?.metadata.name} failed with exit code 42 ` +
        'matching FailJob rule at index 0',
    );
  });

  test('gives every index a pod and counts them by index', async () => {
    await createJob('idx', { completionMode: 'Indexed', completions: 3, parallelism: 3 });
    const pods = await podsWhen('idx', ({ length }) => length === 3);
    const hostnames = new Set(pods.map(({ spec }) => spec.hostname));
    expect(hostnames).toEqual(new Set(['idx-0', 'idx-1', 'idx-2']));

    for (const pod of pods) if (pod.spec.hostname !== 'idx-1') await end(pod, 'Succeeded');

    const job = await jobInTime('idx', ({ status }) => status.succeeded === 2);
    expect(job.status.completedIndexes).toBe('0,2');
  });

  test('has no pods while it is suspended, and starts anew when it is resumed', async () => {
    await createJob('wait', { suspend: true });
    await jobWhen('wait', (each) => condition(each, 'Suspended') === 'JobSuspended');
    expect(await podsWhen('wait', () => true)).toHaveLength(0);

    await jobs().patch(NAMESPACE, 'wait', { type: 'merge', body: { spec: { suspend: false } } });

    await podsWhen('wait', ({ length }) => length === 1);
    const job = await jobWhen('wait', (each) => condition(each, 'Suspended') === 'JobResumed');
    expect(job.status.startTime).toBeDefined();
  });

  test('is past its deadline after the time it was given', async () => {
    await createJob('late', { activeDeadlineSeconds: 30 });
    await jobWhen('late', ({ status }) => status.active === 1);

    await world.clock.advance(30_000);

    const job = await jobInTime('late', (each) => condition(each, 'Failed') !== undefined);
    expect(condition(job, 'Failed')).toBe('DeadlineExceeded');
  });

  test('is deleted some time after its end', async () => {
    await createJob('brief', { ttlSecondsAfterFinished: 60 });
    const [pod] = await podsWhen('brief', ({ length }) => length === 1);
    await end(pod, 'Succeeded');
    await jobInTime('brief', (each) => condition(each, 'Complete') !== undefined);

    await world.clock.advance(60_000);

    await level(async () => {
      try {
        await jobs().get(NAMESPACE, 'brief');
        return undefined;
      } catch (error) {
        return error instanceof ApiError && error.reason === 'NotFound' ? true : undefined;
      }
    }, 'the Job is gone');
  });
});

describe('a set of indexes', () => {
  const cases: readonly [number[], string][] = [
    [[], ''],
    [[4], '4'],
    [[1, 2], '1,2'],
    [[3, 1, 2], '1-3'],
    [[7, 0, 1, 2, 9, 8], '0-2,7-9'],
  ];
  test.each(cases)('%j is written "%s"', (indexes, text) => {
    expect(IndexSet.of(indexes).toString()).toBe(text);
    expect(IndexSet.parse(text, 10).toString()).toBe(text);
  });

  test('leaves out what lies beyond the end', () => {
    expect(IndexSet.parse('0-2,5,9-20', 10).toString()).toBe('0-2,5,9');
    expect(IndexSet.parse('0-2,5,9-20', 5).toString()).toBe('0-2');
  });

  test('names the first indexes that are missing', () => {
    expect(IndexSet.of([0, 2, 3]).firstMissing(3, 6)).toEqual([1, 4, 5]);
    expect(IndexSet.of([0, 2, 3]).firstMissing(9, 3)).toEqual([1]);
  });

  test('knows what it has in common with another', () => {
    const one = IndexSet.parse('0-3,5,8-9', 20);
    expect(one.overlap(IndexSet.parse('2-5,9-12', 20))).toBe(4);
    expect(one.overlap(new IndexSet())).toBe(0);
    expect([0, 3, 4, 5, 7, 9, 10].filter((index) => one.has(index))).toEqual([0, 3, 5, 9]);
  });
});
