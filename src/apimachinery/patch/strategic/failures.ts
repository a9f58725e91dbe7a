import type { ApiError } from '../../errors.ts';
import { badRequest, bareError } from '../../errors.ts';
import { goPrint, goPrintText, goTypeOf } from '../../go-format.ts';
import { quote } from '../../go-print.ts';
import type { JsonObject } from '../json-value.ts';
import { cannotApply } from '../rejection.ts';

/**
 * What a strategic merge refuses, in upstream's words. Only a few of its errors have a status of
 * their own (400, 422); all others reach the client as 500 with their bare text.
 */
export const failure = {
  badPrimitiveList: (): ApiError => badRequest('invalid patch format of primitive list'),
  badRetainKeys: (): ApiError => badRequest('invalid patch format of retainKeys'),
  badElementOrder: (): ApiError => badRequest('invalid patch format of setElementOrder list'),
  listOfLists: (): ApiError => cannotApply('lists of lists are not supported'),

  unexpectedType: (expected: 'list' | 'map', actual: unknown): ApiError => {
    const goType = expected === 'list' ? '[]interface {}' : 'map[string]interface {}';
    const actualType = goTypeOf(actual);
    // Go has no type for nil, and says so.
    const received = actualType === '<nil>' ? '%!s(<nil>)' : actualType;
    return bareError(`expected a ${goType}, but received a ${received}`);
  },

  unknownDirective: (directive: unknown, map: JsonObject): ApiError =>
    bareError(`unknown patch type: ${goPrintText(directive)} in map: ${goPrint(map)}`),

  mergeDirectiveInList: (): ApiError =>
    bareError('merging lists cannot yet be specified in the patch'),

  noMergeKey: (map: JsonObject, mergeKey: string): ApiError =>
    bareError(`map: ${goPrint(map)} does not contain declared merge key: ${mergeKey}`),

  listWithoutMergeKey: (elementKind: string): ApiError =>
    bareError(`cannot merge lists without merge key for ${elementKind}`),

  mixedElements: (lists: readonly (readonly unknown[])[]): ApiError =>
    bareError(`list element types are not identical: ${goPrint(lists)}`),

  noElements: (): ApiError => bareError('no elements in any of the given slices'),

  elementIsNoMap: (index: number): ApiError => bareError(`value for key ${index} is not a map`),

  wrongOrder: (patch: readonly unknown[], order: readonly unknown[]): ApiError =>
    bareError(
      `The order in patch list:\n${goPrint(patch)}\n` +
        ` doesn't match $setElementOrder list:\n${goPrint(order)}\n`,
    ),

  noStruct: (kind: string): ApiError =>
    bareError(`merging an object in json but data type is not struct, instead is: ${kind}`),

  noField: (struct: string, field: string): ApiError =>
    bareError(`unable to find api field in struct ${struct} for the json field ${quote(field)}`),

  noList: (kind: string): ApiError => bareError(`expected slice or array type, but got: ${kind}`),

  /**
   * kube-apiserver panics over a map where it needs a value to compare, and over a list that
   * starts with null, and hangs up.
   */
  panic: (): ApiError =>
    bareError('This request caused apiserver to panic. Look in the logs for details.'),
};
