import { typeNameOf } from '../values/kinds.ts';
import type { Value } from '../values/value.ts';
import { CelError } from '../values/value.ts';

export class NoSuchOverload extends CelError {}

/** What operators say about values they do not work on. */
export function noSuchOverload(): CelError {
  return new NoSuchOverload('no such overload');
}

/** What functions say about arguments they do not take. */
export function noSuchOverloadOf(name: string, args: readonly Value[]): CelError {
  return new CelError(`no such overload: ${name}(${args.map(typeNameOf).join(', ')})`);
}

export function conversionError(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}
