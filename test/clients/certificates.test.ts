import { X509Certificate } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MadeRequest } from '../../src/apimachinery/certificates/make-request.suite.ts';
import { makeRequest } from '../../src/apimachinery/certificates/make-request.suite.ts';
import { makeAuthority, signRequest } from '../../src/auth/certificates.ts';
import { SystemClock } from '../../src/base/clock.ts';
import { eventually } from '../eventually.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServer } from '../server-process.ts';
import { findKubectl, Kubectl } from './kubectl.ts';

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const WHO = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const CLIENT = 'kubernetes.io/kube-apiserver-client';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer('--ephemeral', '--nodes', '0');
});
afterAll(async () => {
  await server?.stop();
});

interface Identity {
  readonly key: string;
  readonly cert: string;
}

interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- what the server says is what is tested
  readonly body: any;
}

/** A request with a certificate, and with no token unless headers have one. */
function ask(
  path: string,
  identity: Partial<Identity>,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
  method = body === undefined ? 'GET' : 'POST',
): Promise<Answer> {
  const options = {
    ...identity,
    ca: server.certificateAuthority,
    method,
    headers: { 'content-type': 'application/json', ...headers },
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(`${server.url}${path}`, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => (text += more));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function asAdmin(path: string, body?: object, method?: string): Promise<Answer> {
  return ask(path, {}, body, { authorization: `Bearer ${server.token}` }, method);
}

async function submit(name: string, made: MadeRequest, spec: object): Promise<Answer> {
  return asAdmin(REQUESTS, { metadata: { name }, spec: { request: made.base64, ...spec } });
}

/** What the look gives in the end. */
async function level<T>(look: () => Promise<T | undefined>): Promise<T> {
  let found: T | undefined;
  await eventually(async () => {
    found = await look();
    return found !== undefined;
  });
  return found as T;
}

async function issued(name: string): Promise<string> {
  return level(async () => {
    const { body } = await asAdmin(`${REQUESTS}/${name}`);
    const certificate = body.status.certificate as string | undefined;
    return certificate === undefined ? undefined : Buffer.from(certificate, 'base64').toString();
  });
}

describe.each(findKubectl())('kubectl $version', ({ version, file }) => {
  const at = version.replace('.', '-');
  let kubectl: Kubectl;
  beforeAll(() => {
    kubectl = new Kubectl(file, server.kubeconfig, 'default');
  });
  afterAll(() => kubectl.dispose());

  test('approves a request, and its certificate opens the door', async () => {
    const made = await makeRequest({ subject: `CN=ann-${at}, O=developers, O=testers` });
    await submit(`ann-${at}`, made, {
      signerName: CLIENT,
      usages: ['client auth'],
      expirationSeconds: 3600,
    });

    const said = await kubectl.ok('certificate', 'approve', `ann-${at}`);
    const cert = await issued(`ann-${at}`);

    expect(said).toBe(`certificatesigningrequest.certificates.k8s.io/ann-${at} approved\n`);
    expect(await kubectl.ok('get', 'csr', `ann-${at}`)).toContain('Approved,Issued');
    const parsed = new X509Certificate(cert);
    expect(parsed.verify(new X509Certificate(server.certificateAuthority).publicKey)).toBe(true);
    const who = await ask(WHO, { key: made.key, cert }, {});
    expect(who.body.status.userInfo).toMatchObject({
      username: `ann-${at}`,
      groups: ['developers', 'testers', 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': [
          `X509SHA256=${parsed.fingerprint256.replaceAll(':', '').toLowerCase()}`,
        ],
      },
    });
    const pods = await ask('/api/v1/namespaces/default/pods', { key: made.key, cert });
    expect(pods.body.message).toContain(`User "ann-${at}" cannot list resource "pods"`);
  });

  test('denies a request, which gets no certificate', async () => {
    const made = await makeRequest({ subject: `CN=bob-${at}` });
    await submit(`bob-${at}`, made, { signerName: CLIENT, usages: ['client auth'] });

    const said = await kubectl.ok('certificate', 'deny', `bob-${at}`);

    expect(said).toBe(`certificatesigningrequest.certificates.k8s.io/bob-${at} denied\n`);
    expect(await kubectl.ok('get', 'csr', `bob-${at}`)).toContain('Denied');
  });
});

describe('certificates', () => {
  test('are not given for the group that may everything', async () => {
    const made = await makeRequest({ subject: 'CN=eve, O=system:masters' });

    const refused = await submit('eve', made, { signerName: CLIENT, usages: ['client auth'] });

    expect(refused.status).toBe(403);
    expect(refused.body.message).toBe(
      'certificatesigningrequests.certificates.k8s.io "eve" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    );
  });

  test('of strangers are unauthorized, unless there is a token too', async () => {
    const clock = new SystemClock();
    const made = await makeRequest({ subject: 'CN=ann' });
    const what = { request: made.der, usages: ['client auth'], seconds: 3600 };
    const cert = await signRequest(await makeAuthority(clock), what, clock);
    const identity = { key: made.key, cert };
    const headers = { authorization: `Bearer ${server.token}` };

    const stranger = await ask('/version', identity);
    const known = await ask('/version', identity, undefined, headers);

    expect([stranger.status, known.status]).toEqual([401, 200]);
  });

  test('with usages that a signer does not give fail', async () => {
    const made = await makeRequest({ subject: 'CN=cyd' });
    await submit('cyd', made, { signerName: CLIENT, usages: ['server auth'] });
    const { body: csr } = await asAdmin(`${REQUESTS}/cyd`);
    const conditions = [{ type: 'Approved', status: 'True' }];
    await asAdmin(`${REQUESTS}/cyd/approval`, { ...csr, status: { conditions } }, 'PUT');

    const failed = await level(async () => {
      const { body } = await asAdmin(`${REQUESTS}/cyd`);
      return (body.status.conditions as { type: string; message: string }[]).find(
        ({ type }) => type === 'Failed',
      );
    });

    expect(failed.message).toBe('invalid usage for client certificate: server auth');
  });
});
