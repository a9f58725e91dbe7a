import type { Status } from '../../apimachinery/errors.ts';
import { quote } from '../../apimachinery/go-print.ts';
import type { AnyObject } from '../../apimachinery/meta.ts';
import { encodeJson } from '../../base/json.ts';
import type { Rng } from '../../base/rng.ts';
import { ClientConfigError } from '../../webhooks/client-config.ts';
import type { DecodedReview } from '../../webhooks/decode-review.ts';
import { decodeReview } from '../../webhooks/decode-review.ts';
import { WebhookCallError } from '../../webhooks/exchange.ts';
import { ADMISSION_REVIEW, reviewVersion } from '../../webhooks/review-types.ts';
import type { HttpAnswer } from '../../webhooks/status-text.ts';
import type { WebhookClient } from '../../webhooks/webhook-client.ts';
import type { AdmissionAttributes } from '../plugin.ts';
import type { WebhookSpec } from './configurations.ts';
import { CallFailure, dryRunUnsupported, rejection } from './errors.ts';
import type { EquivalentResource } from './object-versions.ts';
import { admissionReview, requestView } from './request-view.ts';

const DEFAULT_TIMEOUT_SECONDS = 10;

export interface WebhookCallParts {
  readonly client: WebhookClient;
  readonly rng: Rng;
}

export interface Question {
  readonly attributes: AdmissionAttributes;
  readonly asked: EquivalentResource;
  readonly object: AnyObject | undefined;
  readonly previous: AnyObject | undefined;
  readonly mutating: boolean;
}

interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: Status;
  /** Base64. */
  readonly patch?: string;
  readonly patchType?: string;
  readonly warnings?: readonly string[];
}

/** The patch of a webhook that allows the request; undefined: none. */
export interface Allowed {
  /** The bytes that the webhook sent. */
  readonly patch: Buffer | undefined;
  readonly patchType: string;
}

/**
 * Asks one webhook. Its warnings go to the client whatever it says.
 * @throws CallFailure, ApiError for a refusal
 */
export async function askWebhook(
  { client, rng }: WebhookCallParts,
  spec: WebhookSpec,
  question: Question,
): Promise<Allowed> {
  const { attributes, asked, object, previous, mutating } = question;
  const { name, sideEffects, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = spec;
  if (attributes.dryRun && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun') {
    throw dryRunUnsupported(name);
  }
  const version = reviewVersion(spec.admissionReviewVersions);
  if (version === undefined) {
    const why = 'webhook does not accept known AdmissionReview versions (v1, v1beta1)';
    throw new CallFailure(name, `could not create admission objects: ${why}`);
  }
  const uid = rng.uuid();
  const view = requestView(attributes, asked, uid);
  const body = encodeJson(admissionReview(version, view, { object, previous }));
  const review = await call(name, async () => {
    const answer: HttpAnswer = await client.post(spec.clientConfig, { body, timeoutSeconds });
    return decodeReview(ADMISSION_REVIEW, version, answer);
  });
  const response = verified(name, review, { uid, version, mutating });
  for (const warning of response.warnings ?? []) attributes.warn(warning);
  if (!response.allowed) throw rejection(name, response.status);
  return patchOf(response, { version, mutating });
}

async function call(name: string, run: () => Promise<DecodedReview>): Promise<DecodedReview> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ClientConfigError) {
      throw new CallFailure(name, `could not get REST client: ${error.message}`, error);
    }
    if (error instanceof WebhookCallError) {
      throw new CallFailure(name, `failed to call webhook: ${error.message}`, error);
    }
    throw error;
  }
}

interface Expected {
  readonly uid: string;
  readonly version: string;
  readonly mutating: boolean;
}

/** The response if it is one to this request; v1beta1 never asked for much. */
function verified(
  name: string,
  { said, response: decoded }: DecodedReview,
  { uid, version, mutating }: Expected,
): AdmissionResponse {
  const refuse = (why: string): CallFailure =>
    new CallFailure(name, `received invalid webhook response: ${why}`);
  if (decoded === undefined) throw refuse('webhook response was absent');
  const response = decoded as unknown as AdmissionResponse;
  if (version !== 'v1') return response;
  const { uid: answered } = response;
  if (answered !== uid) throw refuse(`expected response.uid=${quote(uid)}, got ${quote(answered)}`);
  const wanted = 'admission.k8s.io/v1, Kind=AdmissionReview';
  const got = `${said.group}/${said.version}, Kind=${said.kind}`;
  if (got !== wanted) throw refuse(`expected webhook response of ${wanted}, got ${got}`);
  const problem = patchProblem(response, mutating);
  if (problem !== undefined) throw refuse(problem);
  return response;
}

function patchProblem(
  { patch = '', patchType }: AdmissionResponse,
  mutating: boolean,
): string | undefined {
  if (!mutating) {
    if (patch !== '') return 'validating webhook may not return response.patch';
    return patchType === undefined
      ? undefined
      : 'validating webhook may not return response.patchType';
  }
  if (patch !== '' && patchType === undefined) {
    return 'webhook returned response.patch but not response.patchType';
  }
  if (patch === '' && patchType !== undefined) {
    return 'webhook returned response.patchType but not response.patch';
  }
  return patchType === '' ? 'webhook returned invalid response.patchType of ""' : undefined;
}

function patchOf(
  { patch = '', patchType = '' }: AdmissionResponse,
  { version, mutating }: Omit<Expected, 'uid'>,
): Allowed {
  return {
    patch: mutating && patch !== '' ? Buffer.from(patch, 'base64') : undefined,
    patchType: version === 'v1' ? patchType : 'JSONPatch',
  };
}
