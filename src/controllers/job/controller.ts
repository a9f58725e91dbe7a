import { controllerOf, formatTime, isTerminating } from '../../apimachinery/meta.ts';
import { labelSelectorFromObject } from '../../apimachinery/selectors/labels.ts';
import type { Job, Pod } from '../../apimachinery/types.generated.ts';
import type { ObjectKey } from '../../client/informer.ts';
import { keyOf } from '../../client/informer.ts';
import { eventRecorder } from '../event-recorder.ts';
import { claim } from '../replicas/claim.ts';
import { followHeld, readSelector } from '../replicas/follow.ts';
import type { PodControl } from '../replicas/pod-control.ts';
import { orphanPods, podsByController, podsOwnedBy } from '../replicas/pods.ts';
import type { ControllerFactory, Outcome } from '../runtime.ts';
import type { FailureRecord } from './backoff.ts';
import { condition, settleCondition } from './conditions.ts';
import {
  isFinished,
  isManagedElsewhere,
  isSuspended,
  isTracked,
  SUBJECT,
  TRACKING_FINALIZER,
} from './job-pods.ts';
import { JobPass } from './pass.ts';
import type { Managed } from './pod-changes.ts';
import { managePods, stopPods } from './pod-changes.ts';
import { trackPods } from './tracking.ts';
import { deadlineInMs, verdictOn } from './verdict.ts';

const NAME = 'job-controller';
/** What happens to the pods of a Job is looked at together, as upstream does. */
const BATCH_MS = 1000;
/** After a refusal of the server; a Job is in less of a hurry than others. */
const RETRY = { minMs: 1000, maxMs: 60_000 };

/** Runs the pods of Jobs until enough of them have succeeded or too many have failed. */
export const jobController: ControllerFactory = (context) => {
  const jobs = context.informer<Job>('batch/v1', 'jobs');
  const pods = podsByController(context);
  const client = context.client<Job>('batch/v1', 'jobs');
  const podClient = context.client<Pod>('v1', 'pods');
  const control = { kind: SUBJECT, pods: podClient, events: eventRecorder(context, NAME) };
  const records = new Map<ObjectKey, FailureRecord>();
  const following = {
    kind: SUBJECT.kind,
    owners: jobs,
    selectorOf: ({ spec }: Job) => labelSelectorFromObject(spec.selector),
  };
  const batched = { enqueue: (key: ObjectKey) => context.enqueueAfter(key, BATCH_MS) };
  pods.onChange((pod, previous) => followHeld(batched, following, pod, previous));
  jobs.onChange((job, previous) => {
    if (job === undefined) {
      if (previous !== undefined) records.delete(keyOf(previous));
    } else if (!isFinished(job)) {
      const isSame = previous?.metadata.generation === job.metadata.generation;
      (isSame ? batched : context).enqueue(keyOf(job));
    }
  });

  return {
    name: NAME,
    retry: RETRY,
    async reconcile(key) {
      const job = jobs.get(key);
      if (job === undefined || isFinished(job)) records.delete(key);
      if (job === undefined || isFinished(job) || isManagedElsewhere(job)) return {};
      const { namespace = '', uid = '' } = job.metadata;
      const known = [...podsOwnedBy(pods, uid), ...orphanPods(pods, namespace)];
      const selector = readSelector(following, job);
      const finalizers = [TRACKING_FINALIZER];
      const claimant = { kind: SUBJECT, owner: job, owners: client, selector, finalizers };
      const held = (await claim(claimant, known, podClient)).map((pod) => tracked(pod, uid));
      const now = context.clock.now();
      const pass = new JobPass(job, held, { record: records.get(key), now });
      if (job.status.startTime === undefined && !isSuspended(job)) {
        pass.status.startTime = formatTime(now);
      }
      pass.finished = verdictOn(pass);
      const left = pass.finished === undefined ? deadlineInMs(pass) : undefined;
      const { managed, suspendChanged } = await bringForward(pass, control);
      const counted = (): void => {
        records.set(key, pass.record);
      };
      const tracking = { jobs: client, control, counted };
      await trackPods(pass, noteCounts(pass) || suspendChanged, tracking);
      if (managed.failure !== undefined) throw managed.failure;
      return soonest(left, managed.againInMs);
    },
  };
};

/** A pod that was just adopted has got the finalizer, though the cache does not show it yet. */
function tracked(pod: Pod, uid: string): Pod {
  if (controllerOf(pod)?.uid === uid || isTracked(pod)) return pod;
  const finalizers = [...(pod.metadata.finalizers ?? []), TRACKING_FINALIZER];
  return { ...pod, metadata: { ...pod.metadata, finalizers } };
}

/** Ends the pods of a Job that is over, or makes those that it needs. */
async function bringForward(
  pass: JobPass,
  control: PodControl,
): Promise<{ readonly managed: Managed; readonly suspendChanged: boolean }> {
  const { job, now } = pass;
  if (pass.finished !== undefined) {
    const { all, ...managed } = await stopPods(pass, control);
    if (!all) pass.finished = undefined;
    return { managed, suspendChanged: false };
  }
  const managed = isTerminating(job) ? {} : await managePods(pass, control);
  const { completions } = job.spec;
  const enough = completions === undefined ? pass.succeeded > 0 : pass.succeeded >= completions;
  if (enough && pass.active === 0) {
    const reason = 'CompletionsReached';
    const message = 'Reached expected number of succeeded pods';
    pass.finished = condition('SuccessCriteriaMet', 'True', { reason, message }, now);
    return { managed, suspendChanged: false };
  }
  const suspendChanged = !isTerminating(job) && (await noteSuspension(pass, control));
  return { managed, suspendChanged };
}

async function noteSuspension(pass: JobPass, { events }: PodControl): Promise<boolean> {
  const { job, status, now } = pass;
  const suspended = isSuspended(job);
  const news = suspended
    ? ({ reason: 'JobSuspended', message: 'Job suspended' } as const)
    : ({ reason: 'JobResumed', message: 'Job resumed' } as const);
  const next = condition('Suspended', suspended ? 'True' : 'False', news, now);
  if (!settleCondition(status, next)) return false;
  const reason = suspended ? 'Suspended' : 'Resumed';
  await events.record(SUBJECT, job, { type: 'Normal', reason, message: news.message });
  if (!suspended) status.startTime = formatTime(now);
  return true;
}

/** True: the status said something else. */
function noteCounts({ status, active, ready, terminating }: JobPass): boolean {
  const isSame =
    active === (status.active ?? 0) && ready === status.ready && terminating === status.terminating;
  status.active = active;
  status.ready = ready;
  status.terminating = terminating;
  return !isSame;
}

function soonest(left: number | undefined, pause: number | undefined): Outcome {
  const times = [left, pause === undefined ? undefined : Math.max(pause, BATCH_MS)].filter(
    (time) => time !== undefined,
  );
  return times.length === 0 ? {} : { againInMs: Math.min(...times) };
}
