import { parseArgs } from 'node:util';
// As a namespace, so that the bundle takes what is used and leaves the translations out.
import * as z from 'zod';

/** A bad option: one line on stderr, exit code 2, no stack. */
export class UsageError extends Error {}

interface Option<S extends z.ZodType, D> {
  readonly schema: S;
  /** Undefined: off unless given. */
  readonly default: D;
  readonly help: string;
  /** What `--help` calls the value; empty for a switch. */
  readonly value: string;
  /** May be given several times; the schema takes the list. */
  readonly multiple?: boolean;
}

function option<S extends z.ZodType, const D extends z.output<S> | undefined>(
  parts: Option<S, D>,
): Option<S, D> {
  return parts;
}

const port = z.coerce.number('a port is a number').int().min(0).max(65535);
const cidr = z.string().regex(/^[0-9a-fA-F.:]+\/\d+$/, 'not a CIDR such as 10.96.0.0/16');

const webhookService = z
  .string()
  .regex(/^[a-z0-9-]+\/[a-z0-9.-]+=[^\s/]+:\d+$/, 'not of the form namespace/name=host:port')
  .transform((text) => {
    const [, service = '', host = '', portNumber = ''] = /^([^=]+)=(.*):(\d+)$/.exec(text) ?? [];
    return { service, host: host.replace(/^\[|\]$/g, ''), port: Number(portNumber) };
  })
  .refine(
    (each) => each.port > 0 && each.port < 65_536,
    'not of the form namespace/name=host:port',
  );

/** Every setting, once: flag, `--help` and documentation follow from it. */
export const options = {
  'bind-address': option({
    schema: z.string().min(1),
    default: '127.0.0.1',
    value: 'IP',
    help: 'The address to listen on. Anything but loopback lets others in; they still need a token.',
  }),
  'secure-port': option({
    schema: port,
    default: 6443,
    value: 'PORT',
    help: 'The HTTPS port; 0 takes any free one.',
  }),
  'insecure-port': option({
    schema: port,
    default: undefined,
    value: 'PORT',
    help: 'A plain HTTP port where nobody needs a token; 0 takes any free one. Off unless given.',
  }),
  'data-dir': option({
    schema: z.string().min(1),
    default: './.kubedouble',
    value: 'DIR',
    help: 'Where the database, the certificates and the kubeconfig are kept.',
  }),
  ephemeral: option({
    schema: z.boolean(),
    default: false,
    value: '',
    help: 'Keep everything in memory; nothing outlives the process.',
  }),
  kubeconfig: option({
    schema: z.string().min(1),
    default: undefined,
    value: 'FILE',
    help: 'Where to write the kubeconfig; by default into the data directory.',
  }),
  token: option({
    schema: z.string().min(1),
    default: undefined,
    value: 'TOKEN',
    help: "The administrator's bearer token; by default a random one that is kept in the data directory.",
  }),
  'token-auth-file': option({
    schema: z.string().min(1),
    default: undefined,
    value: 'FILE',
    help: 'Further tokens as CSV: token,user,uid,"group1,group2".',
  }),
  'authorization-mode': option({
    schema: z.enum(['RBAC', 'AlwaysAllow']),
    default: 'RBAC',
    value: 'MODE',
    help: 'RBAC: users may do what their roles allow. AlwaysAllow: everybody with a token may do all.',
  }),
  'admission-control-config-file': option({
    schema: z.string().min(1),
    default: undefined,
    value: 'FILE',
    help: 'An AdmissionConfiguration: settings of PodSecurity and ResourceQuota.',
  }),
  'disable-admission-plugins': option({
    schema: z.array(z.string()).transform((given) => given.flatMap((text) => text.split(','))),
    default: undefined,
    value: 'NAME,...',
    multiple: true,
    help: 'Admission plugins that are not asked, by the names of upstream. May be repeated.',
  }),
  'service-cluster-ip-range': option({
    schema: cidr,
    default: '10.96.0.0/16',
    value: 'CIDR',
    help: 'Where ClusterIPs come from.',
  }),
  'service-node-port-range': option({
    schema: z.string().regex(/^\d+-\d+$/, 'not a range such as 30000-32767'),
    default: '30000-32767',
    value: 'A-B',
    help: 'Where NodePorts come from.',
  }),
  'cluster-cidr': option({
    schema: cidr,
    default: '10.244.0.0/16',
    value: 'CIDR',
    help: 'Where the addresses of simulated pods come from.',
  }),
  nodes: option({
    schema: z.coerce.number('not a number').int().min(0).max(1000),
    default: 0,
    value: 'N',
    help: 'Simulated nodes. With 0 pods stay Pending until somebody patches their status.',
  }),
  seed: option({
    schema: z.coerce.number('not a number').int().min(0),
    default: undefined,
    value: 'NUMBER',
    help: 'Makes uids, generated names, addresses and ports repeat.',
  }),
  'webhook-service': option({
    schema: z.array(webhookService),
    default: undefined,
    value: 'NS/NAME=HOST:PORT',
    multiple: true,
    help: 'Who answers for a Service: a webhook or API under development. May be repeated.',
  }),
  'ready-file': option({
    schema: z.string().min(1),
    default: undefined,
    value: 'FILE',
    help: 'Written when the server is ready: JSON with url, insecureUrl, kubeconfig and pid.',
  }),
  'watch-history': option({
    schema: z.coerce.number('not a number').int().min(1),
    default: 100_000,
    value: 'N',
    help: 'Revisions that a watch can resume from; an older one is answered 410 Expired.',
  }),
  'log-level': option({
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    default: 'warn',
    value: 'LEVEL',
    help: 'debug, info, warn, error or silent; JSON lines on standard error.',
  }),
} as const;

type Options = typeof options;

/** The settings of one server, by flag name. */
export type Config = {
  readonly [Name in keyof Options]:
    | z.output<Options[Name]['schema']>
    | (undefined extends Options[Name]['default'] ? undefined : never);
};

/** @throws UsageError for anything that is no valid setting */
export function readConfig(argv: readonly string[]): Config {
  const given = parse(argv);
  const config: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(options)) {
    const value = given[name];
    if (value === undefined) {
      config[name] = each.default;
      continue;
    }
    const result = each.schema.safeParse(value);
    if (!result.success) {
      const why = result.error.issues[0]?.message ?? 'not valid';
      throw new UsageError(`--${name}: ${why}: ${JSON.stringify(value)}`);
    }
    config[name] = result.data;
  }
  return config as Config;
}

function parse(argv: readonly string[]): Record<string, unknown> {
  const described = Object.fromEntries(
    Object.entries<Option<z.ZodType, unknown>>(options).map(([name, { value, multiple }]) => [
      name,
      {
        type: value === '' ? ('boolean' as const) : ('string' as const),
        multiple: multiple === true,
      },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options: described, strict: true, allowPositionals: false })
      .values;
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    );
  }
}

/** The text of `--help`. */
export function usage(): string {
  const lines = Object.entries(options).map(([name, { value, help, default: preset }]) => {
    const flag = `  --${name}${value === '' ? '' : ` ${value}`}`;
    const shown = preset === undefined || preset === false ? '' : ` (default: ${preset})`;
    return `${flag.padEnd(38)}${help}${shown}`;
  });
  return `usage: kubedouble [options]\n\nA test double for the Kubernetes 1.34 API.\n\n${lines.join('\n')}\n  ${'--help'.padEnd(36)}Shows this.\n  ${'--version'.padEnd(36)}Shows the version.\n`;
}
