import type { IncomingMessage, ServerResponse } from 'node:http';
import { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Express } from 'express';
import express from 'express';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The same app for HTTP/2: seen through request and response prototypes that derive from the
 * compatibility classes of `node:http2`. Plain Express 5 re-parents HTTP/2 requests to
 * `http.IncomingMessage`, and the process ends with a TypeError.
 */
export function h2Handler(app: Express): Handle {
  const own = { value: app, configurable: true, enumerable: true, writable: true };
  const request = Object.create(derive(express.request, Http2ServerRequest.prototype), {
    app: own,
  });
  const response = Object.create(derive(express.response, Http2ServerResponse.prototype), {
    app: own,
  });
  const view = Object.create(app, {
    request: { value: request },
    response: { value: response },
  }) as Express;
  const handle = (app as unknown as { handle: Handle }).handle;
  return (incoming, outgoing) => handle.call(view, incoming, outgoing);
}

function derive(from: object, base: object): object {
  return Object.create(base, Object.getOwnPropertyDescriptors(from)) as object;
}
