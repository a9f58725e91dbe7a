import type { Status } from '../../apimachinery/errors.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Item } from '../../registry/item.ts';
import type { Answers } from '../answers.ts';
import { readBody } from '../body.ts';
import { decodeDeleteOptions } from '../decode.ts';
import type { Exchange } from '../exchange.ts';
import { PLAIN_OUTPUT } from '../negotiate.ts';
import { readSelected } from './selected.ts';
import type { Verb } from './verbs.ts';

export function deleteVerb(pipeline: Pipeline, answers: Answers): Verb {
  return {
    stream: false,
    async handle(exchange) {
      const { call, request } = exchange;
      const body = await readBody(request);
      const { deletion, dryRun } = decodeDeleteOptions(pipeline.catalog, exchange, body);
      const { item, removed, showsObject } = await pipeline.delete(call, deletion, { dryRun });
      if (removed && showsObject !== true && !call.resource.deleteReturnsObject) {
        sendSuccess(answers, exchange, item);
        return;
      }
      // 202 only for those who still ask with the old word for a deletion that cannot finish yet.
      const accepted = !removed && deletion.orphanDependents === false;
      answers.item(exchange, accepted ? 202 : 200, item);
    },
  };
}

export function deleteCollectionVerb(pipeline: Pipeline, answers: Answers): Verb {
  return {
    stream: false,
    async handle(exchange) {
      const { call, query, request } = exchange;
      const { options, selection } = readSelected(query, 'list', call.resource);
      const body = await readBody(request);
      const { deletion, dryRun } = decodeDeleteOptions(pipeline.catalog, exchange, body);
      const page = await pipeline.deleteCollection(
        call,
        {
          resource: call.resource,
          namespace: call.namespace,
          selection,
          limit: options.limit,
          continueToken: options.continueToken,
          resourceVersion: options.resourceVersion,
          match: options.resourceVersionMatch,
        },
        deletion,
        { dryRun },
      );
      answers.page(exchange, page);
    },
  };
}

/** The Status that most kinds answer a finished deletion with; kubectl waits by its uid. */
function sendSuccess(
  answers: Answers,
  { call, response, output, pretty, warnings, request }: Exchange,
  item: Item,
): void {
  const { uid } = item.object.metadata;
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: call.name,
      ...(call.resource.group === '' ? {} : { group: call.resource.group }),
      kind: call.resource.plural,
      ...(uid === undefined ? {} : { uid }),
    },
  };
  answers.status(response, status, {
    output: { ...PLAIN_OUTPUT, format: output.format },
    pretty,
    warnings: warnings.headers(),
    acceptEncoding: request.headers['accept-encoding'],
  });
}
