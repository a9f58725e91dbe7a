import type { Request, Response } from 'express';
import type { RequestInfo } from '../apimachinery/request-info.ts';
import type { UserInfo } from '../apimachinery/user.ts';
import type { WarningSet } from '../apimachinery/warnings.ts';
import type { Resource, Subresource } from '../catalog/catalog.ts';
import type { Call } from '../pipeline/request.ts';
import type { Output } from './negotiate.ts';

/** What a request to the API is about, however it came in. */
export interface Subject {
  readonly info: RequestInfo;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly resource: Resource;
  readonly subresource: Subresource | undefined;
  readonly output: Output;
  readonly pretty: boolean;
  readonly warnings: WarningSet;
  readonly call: Call;
}

/** One request to the API and its answer, as the verbs see it. */
export interface Exchange extends Subject {
  readonly request: Request;
  readonly response: Response;
  /** Aborted when the client goes away or the server shuts down. */
  readonly signal: AbortSignal;
}

/** A class, because an object made of another's members and a getter costs a small request dearly. */
export class HttpExchange implements Exchange {
  readonly info: RequestInfo;
  readonly query: URLSearchParams;
  readonly user: UserInfo;
  readonly resource: Resource;
  readonly subresource: Subresource | undefined;
  readonly output: Output;
  readonly pretty: boolean;
  readonly warnings: WarningSet;
  readonly call: Call;
  readonly request: Request;
  readonly response: Response;
  readonly #shutdown: AbortSignal;
  #controller: AbortController | undefined;

  constructor(subject: Subject, request: Request, response: Response, shutdown: AbortSignal) {
    this.info = subject.info;
    this.query = subject.query;
    this.user = subject.user;
    this.resource = subject.resource;
    this.subresource = subject.subresource;
    this.output = subject.output;
    this.pretty = subject.pretty;
    this.warnings = subject.warnings;
    this.call = subject.call;
    this.request = request;
    this.response = response;
    this.#shutdown = shutdown;
  }

  /** Made when it is first asked for, which most requests never do. */
  get signal(): AbortSignal {
    this.#controller ??= this.#abortable();
    return this.#controller.signal;
  }

  #abortable(): AbortController {
    const controller = new AbortController();
    const abort = (): void => {
      this.#shutdown.removeEventListener('abort', abort);
      controller.abort();
    };
    this.#shutdown.addEventListener('abort', abort, { once: true });
    this.response.once('close', abort);
    if (this.#shutdown.aborted || this.response.destroyed) abort();
    return controller;
  }
}
