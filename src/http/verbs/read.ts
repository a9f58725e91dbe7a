import { badRequest } from '../../apimachinery/errors.ts';
import { parseReadVersion } from '../../apimachinery/resource-version.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Answers } from '../answers.ts';
import { readSelected } from './selected.ts';
import type { Verb } from './verbs.ts';

export function getVerb(pipeline: Pipeline, answers: Answers): Verb {
  return {
    stream: false,
    async handle(exchange) {
      const { query, call } = exchange;
      if (query.has('export')) {
        throw badRequest('the export parameter, deprecated since v1.14, is no longer supported');
      }
      const version = parseReadVersion(query.get('resourceVersion'));
      answers.item(exchange, 200, await pipeline.get(call, version));
    },
  };
}

export function listVerb(pipeline: Pipeline, answers: Answers): Verb {
  return {
    stream: false,
    async handle(exchange) {
      const { query, call } = exchange;
      const { options, selection } = readSelected(query, 'list', call.resource);
      const page = await pipeline.list({
        resource: call.resource,
        namespace: call.namespace,
        selection,
        limit: options.limit,
        continueToken: options.continueToken,
        resourceVersion: options.resourceVersion,
        match: options.resourceVersionMatch,
      });
      answers.page(exchange, page);
    },
  };
}
