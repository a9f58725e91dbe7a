import { certificateExpiry } from '../../apimachinery/certificates/expiry.ts';
import { parseTime } from '../../apimachinery/meta.ts';
import type { CertificateSigningRequest } from '../../apimachinery/types.generated.ts';
import { keyOf } from '../../client/informer.ts';
import type { ControllerFactory } from '../runtime.ts';
import { conditionsOf, REQUESTS } from './requests.ts';

const HOUR_MS = 3_600_000;
const DECIDED_MS = HOUR_MS;
const PENDING_MS = 24 * HOUR_MS;

/** Removes requests that nobody needs any more: an hour after the decision, or a day without one. */
export const certificateCleaner: ControllerFactory = (context) => {
  const requests = context.informer<CertificateSigningRequest>(...REQUESTS);
  const client = context.client<CertificateSigningRequest>(...REQUESTS);
  requests.onChange((csr) => {
    if (csr !== undefined) context.enqueue(keyOf(csr));
  });
  return {
    name: 'csrcleaner',
    async reconcile(key) {
      const csr = requests.get(key);
      if (csr === undefined) return {};
      const due = dueOf(csr);
      if (due === undefined) return {};
      // A moment later: what is due must be past.
      const againInMs = due - context.clock.now() + 1;
      if (againInMs > 0) return { againInMs };
      await client.delete(undefined, key);
      return {};
    },
  };
};

/** Milliseconds since the epoch; undefined: it is kept, an approved one that waits for its signer. */
function dueOf(csr: CertificateSigningRequest): number | undefined {
  const conditions = conditionsOf(csr);
  if (conditions.length === 0) return parseTime(csr.metadata.creationTimestamp ?? '') + PENDING_MS;
  const { certificate = '' } = csr.status;
  const times = conditions
    .filter(({ type }) => type !== 'Approved' || certificate !== '')
    .filter(({ type }) => ['Approved', 'Denied', 'Failed'].includes(type))
    .flatMap(({ lastUpdateTime }) => (lastUpdateTime ? [parseTime(lastUpdateTime)] : []))
    .map((time) => time + DECIDED_MS);
  if (certificate !== '' && conditions.some(({ type }) => type === 'Approved')) {
    const expiry = certificateExpiry(Buffer.from(certificate, 'base64').toString('latin1'));
    if (expiry !== undefined) times.push(expiry);
  }
  return times.length === 0 ? undefined : Math.min(...times);
}
