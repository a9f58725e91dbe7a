import { ApiError } from '../../apimachinery/errors.ts';
import { controllerOf, formatTime, isTerminating, parseTime } from '../../apimachinery/meta.ts';
import type { CronJob, CronJobStatus, Job } from '../../apimachinery/types.generated.ts';
import type { ResourceClient } from '../../client/client.ts';
import type { EventRecorder } from '../event-recorder.ts';
import { controllerReference } from '../replicas/owner.ts';
import { textOf } from '../replicas/pod-control.ts';
import { endOf } from './history.ts';
import type { Zone } from './zone.ts';

export const SUBJECT = { apiVersion: 'batch/v1', kind: 'CronJob' };
const SCHEDULED_TIME = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
const MINUTE_MS = 60_000;

interface PassParts {
  readonly cronJob: CronJob;
  /** All Jobs that it has made. */
  readonly jobs: readonly Job[];
  readonly cronJobClient: ResourceClient<CronJob>;
  readonly jobClient: ResourceClient<Job>;
  readonly events: EventRecorder;
}

/** One pass over a CronJob: what is found out goes into a status that is written at the end. */
export class CronJobPass {
  readonly cronJob: CronJob;
  readonly jobs: readonly Job[];
  readonly #parts: PassParts;
  readonly #status: CronJobStatus;
  #changed = false;

  constructor(parts: PassParts) {
    this.#parts = parts;
    this.cronJob = parts.cronJob;
    this.jobs = parts.jobs;
    this.#status = { ...parts.cronJob.status };
  }

  get active(): NonNullable<CronJobStatus['active']> {
    return this.#status.active ?? [];
  }

  get lastScheduleTime(): number | undefined {
    const { lastScheduleTime } = this.#status;
    return lastScheduleTime === undefined ? undefined : parseTime(lastScheduleTime);
  }

  /** Takes note of Jobs that have ended, appeared or gone. */
  async observeJobs(): Promise<void> {
    const { jobs } = this;
    for (const job of jobs) {
      const { uid, name } = job.metadata;
      const isKnown = this.active.some((each) => each.uid === uid);
      const end = endOf(job);
      if (end === undefined) {
        if (!isKnown) await this.#findUnexpected(job);
        continue;
      }
      if (isKnown) {
        this.#forget(uid);
        await this.tell(
          'Normal',
          'SawCompletedJob',
          `Saw completed job: ${name}, condition: ${end}`,
        );
      }
      if (end === 'Complete') this.#noteSuccess(job);
    }
    const uids = new Set(jobs.map(({ metadata }) => metadata.uid));
    for (const { uid, namespace, name = '' } of this.active) {
      if (uids.has(uid) || (await this.#exists(namespace, name))) continue;
      await this.tell('Normal', 'MissingJob', `Active job went missing: ${name}`);
      this.#forget(uid);
    }
  }

  /** A Job just made may be noted in a status that the cache does not have yet. */
  async #findUnexpected({ metadata: { uid, name } }: Job): Promise<void> {
    const { namespace, name: own = '' } = this.cronJob.metadata;
    const fresh = await this.#parts.cronJobClient.get(namespace, own);
    if (fresh.status.active?.some((each) => each.uid === uid) === true) {
      this.#status.active = [...fresh.status.active];
      return;
    }
    const message = `Saw a job that the controller did not create or forgot: ${name}`;
    await this.tell('Warning', 'UnexpectedJob', message);
  }

  #noteSuccess({ status: { completionTime } }: Job): void {
    const { lastSuccessfulTime } = this.#status;
    if (completionTime === undefined) return;
    if (
      lastSuccessfulTime === undefined ||
      parseTime(completionTime) > parseTime(lastSuccessfulTime)
    ) {
      this.#status.lastSuccessfulTime = completionTime;
      this.#changed = true;
    }
  }

  async #exists(namespace: string | undefined, name: string): Promise<boolean> {
    try {
      await this.#parts.jobClient.get(namespace, name);
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') return false;
      throw error;
    }
  }

  /** Makes room for the next Job. @throws when a Job cannot be found or deleted */
  async replaceActive(): Promise<void> {
    for (const { namespace, name = '' } of this.active) {
      let job: Job;
      try {
        job = await this.#parts.jobClient.get(namespace, name);
      } catch (error) {
        await this.tell('Warning', 'FailedGet', `Get job: ${textOf(error)}`);
        throw error;
      }
      if (!(await this.deleteJob(job))) {
        throw new Error(`could not replace job ${namespace}/${name}`);
      }
    }
  }

  async deleteJob({ metadata: { namespace, name = '', uid } }: Job): Promise<boolean> {
    try {
      await this.#parts.jobClient.delete(namespace, name, { propagationPolicy: 'Background' });
    } catch (error) {
      await this.tell('Warning', 'FailedDelete', `Deleted job: ${textOf(error)}`);
      return false;
    }
    this.#forget(uid);
    this.#changed = true;
    await this.tell('Normal', 'SuccessfulDelete', `Deleted job ${name}`);
    return true;
  }

  /** Makes the Job of a time, unless it is there already. */
  async createJob(time: number, zone: Zone): Promise<void> {
    const { namespace } = this.cronJob.metadata;
    const wanted = this.#jobAt(time, zone);
    let job: Job;
    try {
      job = await this.#parts.jobClient.create(namespace, wanted);
      await this.tell('Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'AlreadyExists') {
        job = await this.#parts.jobClient.get(namespace, wanted.metadata.name ?? '');
        const { uid } = this.cronJob.metadata;
        const isOwn = controllerOf(job)?.uid === uid;
        if (!isOwn || this.active.some((each) => each.uid === job.metadata.uid)) return;
      } else {
        await this.#tellRefusal(error);
        throw error;
      }
    }
    const { name = '', uid = '', resourceVersion = '' } = job.metadata;
    const reference = {
      kind: 'Job',
      namespace,
      name,
      uid,
      apiVersion: 'batch/v1',
      resourceVersion,
    };
    this.#status.active = [...this.active, reference];
    this.#status.lastScheduleTime = formatTime(time);
    this.#changed = true;
  }

  async #tellRefusal(error: unknown): Promise<void> {
    const { causes = [] } = error instanceof ApiError ? (error.status.details ?? {}) : {};
    if (causes.some(({ reason }) => reason === 'NamespaceTerminating')) return;
    await this.tell('Warning', 'FailedCreate', `Error creating job: ${textOf(error)}`);
  }

  jobName(time: number): string {
    return `${this.cronJob.metadata.name}-${Math.floor(time / MINUTE_MS)}`;
  }

  #jobAt(time: number, zone: Zone): Job {
    const { metadata, spec } = this.cronJob.spec.jobTemplate;
    const job = {
      metadata: {
        name: this.jobName(time),
        labels: { ...metadata.labels },
        annotations: { ...metadata.annotations, [SCHEDULED_TIME]: zone.rfc3339(time) },
        ownerReferences: [controllerReference(SUBJECT, this.cronJob)],
      },
      spec,
    };
    // The server gives it a status.
    return job as unknown as Job;
  }

  #forget(uid: string | undefined): void {
    this.#status.active = this.active.filter((each) => each.uid !== uid);
    this.#changed = true;
  }

  async writeStatus(): Promise<void> {
    if (!this.#changed) return;
    const { cronJob } = this;
    const next = { ...cronJob, status: this.#status };
    const { namespace } = cronJob.metadata;
    await this.#parts.cronJobClient.update(namespace, next, { subresource: 'status' });
  }

  get isTerminating(): boolean {
    return isTerminating(this.cronJob);
  }

  tell(type: 'Normal' | 'Warning', reason: string, message: string): Promise<void> {
    return this.#parts.events.record(SUBJECT, this.cronJob, { type, reason, message });
  }
}
