import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;

/** Memory of a process, as Linux counts it; elsewhere nothing is measured. */
export function residentBytes(pid: number): number {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return Number(pages) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
