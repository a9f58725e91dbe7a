import type { Event } from '../../../apimachinery/types.generated.ts';
import { defineBehaviour } from '../../../registry/definition.ts';
import { validate, validateUpdate } from './validation.ts';

export const event = defineBehaviour<Event>('v1/Event', {
  strategy: {
    validate: (next, { apiVersion }) => validate(next, apiVersion),
    validateUpdate: (next, previous, { apiVersion }) => validateUpdate(next, previous, apiVersion),
  },
});
