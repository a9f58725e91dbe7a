import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A script of this folder as a process of its own; `wrapper` is a command that starts it. */
export class Child {
  readonly #process: ChildProcessByStdio<null, Readable, Readable>;
  readonly #exit: Promise<unknown>;
  #output = '';
  #lineCount = 0;
  #errors = '';

  constructor(script: string, args: readonly string[], wrapper: readonly string[] = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const [command = '', ...rest] = [
      ...wrapper,
      process.execPath,
      '--import',
      'tsx',
      path,
      ...args,
    ];
    this.#process = spawn(command, rest, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exit = once(this.#process, 'close');
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
      this.#lineCount += text.split('\n').length - 1;
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
  }

  /** Whole lines only: a process that is killed may leave half a line. */
  get lines(): string[] {
    return this.#output.split('\n').slice(0, -1);
  }

  async reached(lines: number): Promise<void> {
    while (this.#lineCount < lines) {
      if (this.#process.exitCode !== null) throw new Error(`the child ended: ${this.#errors}`);
      await Promise.race([once(this.#process.stdout, 'data'), this.#exit]);
    }
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exit;
  }

  /** Everything it printed, once it has ended by itself. */
  async output(): Promise<string> {
    await this.#exit;
    if (this.#errors !== '') throw new Error(this.#errors);
    return this.#output;
  }
}
