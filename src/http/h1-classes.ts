import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';

type Classes = {
  IncomingMessage: typeof IncomingMessage;
  ServerResponse: typeof ServerResponse;
};

/**
 * Request and response classes whose prototypes already are those of the app. Express re-parents
 * both for every request, which on Node 20 and 22 costs two thirds of the throughput; with these
 * classes that is no change. Newer engines do not need it.
 */
export function fastClasses(app: Express): Classes | Record<string, never> {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24) return {};
  let classes = made.get(app);
  if (classes === undefined) {
    classes = makeClasses(app);
    made.set(app, classes);
  }
  return classes;
}

/** All listeners of an app share its classes. */
const made = new WeakMap<Express, Classes>();

function makeClasses(app: Express): Classes {
  // Classes, and of the app alone: instances of a function that only calls another begin without
  // room for what that sets, and take longer to make.
  class FastRequest extends IncomingMessage {}
  class FastResponse extends ServerResponse {}
  Object.setPrototypeOf(FastRequest.prototype, app.request);
  Object.setPrototypeOf(FastResponse.prototype, app.response);
  app.request = FastRequest.prototype as Express['request'];
  app.response = FastResponse.prototype as Express['response'];
  return {
    IncomingMessage: FastRequest,
    ServerResponse: FastResponse as unknown as typeof ServerResponse,
  };
}
