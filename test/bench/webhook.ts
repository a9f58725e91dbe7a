/** Writes that one validating webhook on this machine is asked about. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Connection } from './connection.ts';
import { rate } from './measure.ts';
import type { Bench } from './steps.ts';

const CONFIGURATIONS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
const NAME = 'bench.kubedouble.example';
const COUNT = 1000;

const credentials = JSON.parse(
  readFileSync(new URL('../conformance/lib/webhook-certificate.json', import.meta.url), 'utf8'),
) as { ca: string; certificate: string; key: string };

/** @returns creates per second */
export async function writesThroughWebhook(bench: Bench): Promise<number> {
  const { certificate: cert, key } = credentials;
  const hook = createServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        apiVersion: string;
        kind: string;
        request: { uid: string };
      };
      const { apiVersion, kind } = review;
      response.setHeader('content-type', 'application/json');
      const verdict = { uid: review.request.uid, allowed: true };
      response.end(JSON.stringify({ apiVersion, kind, response: verdict }));
    });
  });
  await new Promise<void>((resolve) => {
    hook.listen(0, '127.0.0.1', resolve);
  });
  const connection = await Connection.open(bench.target);
  try {
    const { port } = hook.address() as AddressInfo;
    const body = JSON.stringify(configuration(bench.namespace, port));
    await connection.request('POST', CONFIGURATIONS, body);
    return await rate(bench.target, {
      count: COUNT,
      send: (each, index) => {
        const object = { metadata: { name: `asked-${index}` }, data: { key: 'value' } };
        const path = `/api/v1/namespaces/${bench.namespace}/configmaps`;
        return each.request('POST', path, JSON.stringify(object));
      },
    });
  } finally {
    await connection.request('DELETE', `${CONFIGURATIONS}/${NAME}`);
    connection.close();
    hook.closeAllConnections();
    hook.close();
  }
}

function configuration(namespace: string, port: number): object {
  return {
    metadata: { name: NAME },
    webhooks: [
      {
        name: NAME,
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            resources: ['configmaps'],
            operations: ['CREATE'],
          },
        ],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        clientConfig: {
          url: `https://127.0.0.1:${port}/`,
          caBundle: Buffer.from(credentials.ca).toString('base64'),
        },
      },
    ],
  };
}
