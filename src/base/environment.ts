import { existsSync } from 'node:fs';

/** What the process has used so far. */
export interface ProcessUsage {
  /** Of user and system. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** When it began, since the epoch. */
  readonly startSeconds: number;
}

/** The process around us: the only way to its arguments, its streams and its signals. */
export const environment = {
  argv: process.argv.slice(2) as readonly string[],

  out(text: string): void {
    process.stdout.write(text);
  },

  error(text: string): void {
    process.stderr.write(text);
  },

  exit(code: number): void {
    process.exit(code);
  },

  usage(): ProcessUsage {
    const { user, system } = process.cpuUsage();
    return {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      startSeconds: performance.timeOrigin / 1000,
    };
  },

  /** Calls `run` once, for the first SIGINT or SIGTERM; a second one ends the process at once. */
  onSignal(run: () => void): void {
    let stopping = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        run();
      });
    }
  },

  /** The folder with package.json above a file of the program, whether it is bundled or not. */
  packageRoot(file: string): URL {
    let folder = new URL('./', file);
    while (!existsSync(new URL('package.json', folder))) {
      const parent = new URL('../', folder);
      if (parent.href === folder.href)
        throw new Error('the package is incomplete: no package.json');
      folder = parent;
    }
    return folder;
  },
};
