import { ApiError } from '../../apimachinery/errors.ts';

/** Nothing can be created in a namespace that goes away, now or later. */
export function isNamespaceTerminating(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { causes = [] } = error.status.details ?? {};
  return causes.some(({ reason }) => reason === 'NamespaceTerminating');
}
