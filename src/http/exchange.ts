import type { Request, Response } from 'express';
import type { RequestInfo } from '../apimachinery/request-info.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { WarningSet } from '../apimachinery/warnings.ts';
import type { Resource, Subresource } from '../catalog/catalog.ts';
import type { Call } from '../pipeline/request.ts';
import type { Output } from './negotiate.ts';

/** One request to the API and its answer, as the verbs see it. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly info: RequestInfo;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly resource: Resource;
  readonly subresource: Subresource | undefined;
  readonly output: Output;
  readonly pretty: boolean;
  readonly warnings: WarningSet;
  readonly call: Call;
  /** Aborted when the client goes away or the server shuts down. */
  readonly signal: AbortSignal;
}
