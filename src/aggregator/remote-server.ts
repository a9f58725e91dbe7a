import type { APIService } from '../apimachinery/types.generated.ts';
import type { WebhookTarget } from '../webhooks/client-config.ts';
import { ClientConfigError, targetOf } from '../webhooks/client-config.ts';
import { goNetworkError } from '../webhooks/go-errors.ts';
import type { Address, AgentSettings, ResolveService } from '../webhooks/target-agent.ts';
import { TargetAgent } from '../webhooks/target-agent.ts';

/** How this server shows other servers who it is: the front proxy, whose word about users counts. */
export interface ProxyIdentity {
  readonly key: string;
  readonly certificate: string;
}

/** How Services are found. */
export interface Network {
  /** Who answers for a Service. */
  readonly resolve: ResolveService;
  /** Where clients in the cluster address a Service. */
  readonly locate: ResolveService;
  readonly identity: ProxyIdentity | undefined;
}

/** Watches keep their connections: there may be many. */
const SOCKETS_MAX = 10_000;

/** As Go keeps idle connections. */
const IDLE_MS = 90_000;

const CONDITION = 'Available';

/** The server behind an APIService that names a Service. It is replaced when the object changes. */
export class RemoteServer {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  /** Any request is refused as long as it is not. */
  readonly isAvailable: boolean;
  /** Why there can be no connection at all. */
  readonly problem: string | undefined;
  readonly agent: TargetAgent;
  readonly #target: WebhookTarget;
  readonly #locate: ResolveService;
  readonly #settings: string;

  /** @param before what it replaces: its connections are kept where they are the same */
  constructor(
    apiService: APIService,
    { resolve, locate, identity }: Network,
    before: RemoteServer | undefined,
  ) {
    const { metadata, spec } = apiService;
    this.name = metadata.name ?? '';
    this.group = spec.group ?? '';
    this.version = spec.version ?? '';
    this.isAvailable = isAvailable(apiService);
    const { target, problem } = targetOrProblem(apiService);
    this.problem = problem;
    this.#target = target;
    this.#locate = locate;
    this.#settings = JSON.stringify([spec.service, spec.caBundle, spec.insecureSkipTLSVerify]);
    if (before !== undefined && before.#settings === this.#settings) {
      this.agent = before.agent;
      return;
    }
    before?.agent.forgetIdle();
    const settings: AgentSettings = {
      socketsMax: SOCKETS_MAX,
      idleMs: IDLE_MS,
      insecure: spec.insecureSkipTLSVerify === true,
      identity,
    };
    this.agent = new TargetAgent(target, resolve, settings);
  }

  /** What a request to it is sent to. */
  get destination(): { readonly host: string; readonly port: number } {
    return { host: this.#target.host, port: this.#target.port };
  }

  /**
   * The host and port that requests carry and errors tell.
   * @throws Error with upstream's text
   */
  async authority(): Promise<string> {
    const { service, port } = this.#target;
    const found = await this.#locate(service?.namespace ?? '', service?.name ?? '', port);
    return hostPort(found);
  }
}

export function isAvailable({ status }: APIService): boolean {
  return status?.conditions?.find(({ type }) => type === CONDITION)?.status === 'True';
}

/** What upstream's client says of a failed connection to a Service. */
export function dialError(error: unknown, authority: string): string {
  const refused = `dial tcp ${authority}: connect: connection refused`;
  const { code, errors } = error as NodeJS.ErrnoException & { errors?: { code?: string }[] };
  // Nobody stands behind the Service: who dials its address is refused.
  if (code === undefined && errors === undefined) return refused;
  // The endpoints that were tried hide behind the address of the Service.
  return goNetworkError(error).replace(
    /^dial tcp (?!lookup)\S+: connect/,
    `dial tcp ${authority}: connect`,
  );
}

export function hostPort({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The Service of an APIService with what upstream's defaults leave no doubt about. */
export function serviceOf({ spec }: APIService): {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
} {
  const { namespace = '', name = '', port = 443 } = spec.service ?? {};
  return { namespace, name, port };
}

function targetOrProblem(apiService: APIService): {
  readonly target: WebhookTarget;
  readonly problem: string | undefined;
} {
  const service = serviceOf(apiService);
  const { caBundle } = apiService.spec;
  try {
    return { target: targetOf({ service, caBundle }), problem: undefined };
  } catch (error) {
    if (!(error instanceof ClientConfigError)) throw error;
    return { target: targetOf({ service }), problem: error.message };
  }
}
