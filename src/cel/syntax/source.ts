/** A place in an expression: lines count from 1, columns (in code points) from 0. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

export interface Issue extends Location {
  readonly message: string;
}

/** Where cel-go reports what has no place of its own. */
export const NO_LOCATION: Location = { line: -1, column: -1 };

/** More issues than this are counted, not told. */
const ISSUES_MAX = 100;

/** Lines longer than this are not shown beneath an issue. */
const SNIPPET_MAX = 16_384;

/** An expression's text, addressed by code points as cel-go addresses it. */
export class Source {
  readonly text: string;
  readonly codePoints: readonly string[];
  #lineStarts: number[] | undefined;

  constructor(text: string) {
    this.text = text;
    this.codePoints = Array.from(text);
  }

  /** @param offset in code points */
  locationAt(offset: number): Location {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) };
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      this.codePoints.forEach((char, index) => {
        if (char === '\n') this.#lineStarts?.push(index + 1);
      });
    }
    return this.#lineStarts;
  }
}

/** All issues in cel-go's words, in the order of their places. */
export function displayIssues(source: Source, issues: readonly Issue[]): string {
  const lines = source.text.split('\n');
  const told = issues
    .slice(0, ISSUES_MAX)
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map((issue) => displayIssue(lines, issue));
  if (issues.length > ISSUES_MAX) {
    told.push(`${issues.length - ISSUES_MAX} more errors were truncated`);
  }
  return told.join('\n');
}

function isWide(point: string | undefined): boolean {
  return (point?.codePointAt(0) ?? 0) > 0x7f;
}

function displayIssue(lines: readonly string[], { line, column, message }: Issue): string {
  const snippet = lines[line - 1];
  // Where there is nothing at all, upstream has no place either.
  const isEmpty = lines.length === 1 && snippet === '';
  const headline = `ERROR: <input>:${line}:${isEmpty ? column : column + 1}: ${message}`;
  if (isEmpty) return headline;
  if (snippet === undefined || snippet.length > SNIPPET_MAX) return headline;
  const shown = snippet.replaceAll('\t', ' ');
  // A wide character gets a wide dot, so that the caret stands beneath its place.
  const points = Array.from(shown);
  const dots = points.slice(0, Math.max(column, 0)).map((point) => (isWide(point) ? '．' : '.'));
  const caret = isWide(points[column]) ? '＾' : '^';
  return `${headline}\n | ${shown}\n | ${dots.join('')}${caret}`;
}
