import { X509Certificate } from 'node:crypto';

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
const UNUSABLE = 'unable to load root certificates: ';

/**
 * Why a bundle of CA certificates cannot be used; one readable certificate is enough, none is fine.
 * @param caBundle PEM in base64
 */
export function caBundleProblem(caBundle: string): string | undefined {
  const pem = Buffer.from(caBundle, 'base64').toString('latin1');
  if (pem === '') return undefined;
  let end = 0;
  let problem: string | undefined;
  for (const block of pemBlocks(pem)) {
    ({ end } = block);
    if (block.type !== 'CERTIFICATE' || block.body.includes(':')) continue;
    if (isCertificate(block.body)) return undefined;
    problem ??= `${UNUSABLE}failed to parse certificate: x509: malformed certificate`;
  }
  if (problem !== undefined) return problem;
  const isRead = /^[ \t]*\r?\n?$/.test(pem.slice(end, end + 80)) && end > 0;
  return isRead
    ? `${UNUSABLE}no valid certificate authority data seen`
    : `${UNUSABLE}unable to parse bytes as PEM block`;
}

interface PemBlock {
  readonly type: string;
  readonly body: string;
  /** Where the text goes on behind it. */
  readonly end: number;
}

/** Looks at every place of the text once, whatever stands there. */
function* pemBlocks(pem: string): Generator<PemBlock> {
  let closing = -1;
  for (let at = pem.indexOf(BEGIN); at !== -1; at = pem.indexOf(BEGIN, at + 1)) {
    const line = pem.indexOf('\n', at);
    if (line === -1) return;
    if (closing < line) closing = pem.indexOf(END, line);
    if (closing === -1) return;
    const type = pem
      .slice(at + BEGIN.length, line)
      .trimEnd()
      .slice(0, -DASHES.length);
    const marker = `${END}${type}${DASHES}`;
    if (!pem.startsWith(marker, closing)) continue;
    yield { type, body: pem.slice(line + 1, closing), end: closing + marker.length };
    at = closing;
  }
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).raw.length > 0;
  } catch {
    return false;
  }
}
