import { badRequest } from '../../apimachinery/errors.ts';
import { quote } from '../../apimachinery/go-print.ts';
import { TimeError } from '../../apimachinery/go-time-error.ts';
import { queryBoolean, queryInteger, toSafeNumber } from '../../apimachinery/query.ts';
import { canonicalTime } from '../../catalog/decode-time.ts';

type Read = (query: URLSearchParams, name: string) => unknown;

const PORT_MAX = 65_535;

const flag: Read = (query, name) => queryBoolean(query, name) || undefined;
const text: Read = (query, name) => query.get(name) || undefined;
const texts: Read = (query, name) => (query.has(name) ? query.getAll(name) : undefined);

const integer: Read = (query, name) => {
  const value = queryInteger(query, name);
  return value === undefined ? undefined : toSafeNumber(value);
};

/** Repeated, or several in one, with commas between them. */
const ports: Read = (query, name) =>
  query.has(name) ? query.getAll(name).flatMap((each) => each.split(',').map(portOf)) : undefined;

function portOf(value: string): number {
  const refuse = (why: string): Error =>
    badRequest(`cannot convert to []int32: strconv.ParseUint: parsing ${quote(value)}: ${why}`);
  if (!/^\d+$/.test(value)) throw refuse('invalid syntax');
  const port = Number(value);
  if (port > PORT_MAX) throw refuse('value out of range');
  return port;
}

const time: Read = (query, name) => {
  const value = query.get(name);
  if (value === null) return undefined;
  if (value === '' || value === 'null') return null;
  try {
    return canonicalTime(value);
  } catch (error) {
    if (error instanceof TimeError) throw badRequest(error.message);
    throw error;
  }
};

const STREAMS = { stdin: flag, stdout: flag, stderr: flag, tty: flag, container: text };

/** The queries of connections, in the order of their types; what a client leaves out is not there. */
const OPTIONS = {
  PodExecOptions: { ...STREAMS, command: texts },
  PodAttachOptions: STREAMS,
  PodPortForwardOptions: { ports },
  PodLogOptions: {
    container: text,
    follow: flag,
    previous: flag,
    sinceSeconds: integer,
    sinceTime: time,
    timestamps: flag,
    tailLines: integer,
    limitBytes: integer,
    insecureSkipTLSVerifyBackend: flag,
    stream: (query, name) => query.get(name) ?? undefined,
  },
} as const satisfies Record<string, Record<string, Read>>;

export type ConnectKind = keyof typeof OPTIONS;

export interface PodLogOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  /** null: Go's zero time. */
  readonly sinceTime?: string | null;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly stream?: string;
}

/** The options of exec, attach and port-forward together. */
export interface StreamOptions {
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  readonly tty?: boolean;
  readonly container?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly number[];
}

/**
 * Reads the query of a connection.
 * @throws 400 in the words of Go's converters
 */
export function connectOptions(kind: ConnectKind, query: URLSearchParams): object {
  const options: Record<string, unknown> = {};
  for (const [name, read] of Object.entries<Read>(OPTIONS[kind])) {
    const value = read(query, name);
    if (value !== undefined) options[name] = value;
  }
  return options;
}
