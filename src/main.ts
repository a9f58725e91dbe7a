import { readFileSync } from 'node:fs';
import { environment } from './base/environment.ts';
import type { Running } from './cli/serve.ts';
import { serve, writeReadyFile } from './cli/serve.ts';
import { readConfig, UsageError, usage } from './config/options.ts';
import { StoreError } from './store/store.ts';

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

async function main(): Promise<void> {
  const root = environment.packageRoot(import.meta.url);
  const { argv } = environment;
  if (argv.includes('--help') || argv.includes('-h')) {
    environment.out(usage());
    return;
  }
  if (argv.includes('--version')) {
    const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      version: string;
    };
    environment.out(`kubedouble ${version}\n`);
    return;
  }
  const config = readConfig(argv);
  const running = await serve(config, root, (error) => fail(error.message, EXIT_FAILURE));
  const file = config['ready-file'];
  if (file !== undefined) writeReadyFile(file, running);
  environment.out(`kubedouble serves the Kubernetes API at ${running.url}\n`);
  if (running.insecureUrl !== undefined)
    environment.out(`and without TLS or credentials at ${running.insecureUrl}\n`);
  environment.out(`export KUBECONFIG=${running.kubeconfig}\n`);
  environment.onSignal(() => {
    void stop(running).then(() => environment.exit(0));
  });
}

async function stop(running: Running): Promise<void> {
  await running.stop();
}

function fail(message: string, code: number): void {
  environment.error(`kubedouble: ${message}\n`);
  environment.exit(code);
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) fail(error.message, EXIT_USAGE);
  else if (error instanceof StoreError) fail(error.message, EXIT_FAILURE);
  else if (isListenError(error)) fail(`cannot listen: ${error.message}`, EXIT_FAILURE);
  else fail(error instanceof Error ? (error.stack ?? error.message) : String(error), EXIT_FAILURE);
});

function isListenError(error: unknown): error is Error {
  const code = (error as { code?: unknown }).code;
  return code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL';
}
