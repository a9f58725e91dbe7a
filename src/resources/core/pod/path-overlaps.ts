/** A file of a volume, and what it comes from. */
export interface Target {
  readonly path: string;
  readonly source: string;
}

/** One file that stands in another's way. */
export interface Overlap {
  readonly target: Target;
  readonly other: Target;
}

/** A response shows only the first few warnings anyway. */
const OVERLAPS_MAX = 500;

interface Folder {
  readonly inside: Map<string, Folder>;
  /** Files of exactly this path, and files anywhere below it, by their number. */
  readonly here: number[];
  readonly below: number[];
}

/** Finds files with the same path, or with a path below another file. */
export class PathOverlaps {
  readonly #root = newFolder();
  readonly #targets: Target[] = [];
  #count = 0;

  /** Adds a file. Returns which earlier ones it overlaps, in the order they were added. */
  add({ path, source }: Target): Overlap[] {
    const target = { path: withoutEndingSlashes(path), source };
    if (target.path === '' || this.#count >= OVERLAPS_MAX) return [];
    const found = this.#insert(target).toSorted((a, b) => a - b);
    const overlaps: Overlap[] = [];
    for (const number of found) {
      const other = this.#targets[number];
      if (other !== undefined && this.#count++ < OVERLAPS_MAX) overlaps.push({ target, other });
    }
    this.#targets.push(target);
    return overlaps;
  }

  #insert(target: Target): number[] {
    const number = this.#targets.length;
    const found: number[] = [];
    let folder = this.#root;
    for (const name of target.path.split('/')) {
      for (const other of folder.here) found.push(other);
      folder.below.push(number);
      let next = folder.inside.get(name);
      if (next === undefined) {
        next = newFolder();
        folder.inside.set(name, next);
      }
      folder = next;
    }
    for (const other of folder.here) found.push(other);
    for (const other of folder.below) found.push(other);
    folder.here.push(number);
    return found;
  }
}

function newFolder(): Folder {
  return { inside: new Map(), here: [], below: [] };
}

function withoutEndingSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}
