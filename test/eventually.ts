const WAIT_MS_MAX = 15_000;
const PAUSE_MS = 20;

/** Waits until a level is reached; never for a time. */
export async function eventually(
  isReached: () => boolean | Promise<boolean>,
  what = 'what was waited for',
  waitMsMax = WAIT_MS_MAX,
): Promise<void> {
  const deadline = performance.now() + waitMsMax;
  // oxlint-disable-next-line no-await-in-loop -- one look after the other is the point
  while (!(await isReached())) {
    if (performance.now() > deadline) throw new Error(`did not happen: ${what}`);
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
