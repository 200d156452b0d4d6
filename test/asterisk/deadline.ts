/** Waiting for people and machines: as long as it takes, yet never for ever. */

const patienceSeconds = 40;

/**
 * The promise's value.
 *
 * @param what names the thing awaited, for the error when it does not come
 */
export async function within<T>(promise: Promise<T>, what: string, seconds = patienceSeconds): Promise<T> {
  let clock: Timer | undefined;
  const late = new Promise<never>((_, reject) => {
    clock = setTimeout(() => reject(new Error(`No ${what} within ${seconds} s`)), seconds * 1_000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(clock);
  }
}

/**
 * Looks again and again until `look` returns something other than null.
 *
 * @throws the last error of `look`, or one that names `what`
 */
export async function eventually<T>(
  what: string,
  look: () => T | null | Promise<T | null>,
  seconds = patienceSeconds,
): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    let trouble: unknown = new Error(`No ${what} within ${seconds} s`);
    try {
      const found = await look();
      if (found !== null) return found;
    } catch (error) {
      trouble = error;
    }
    if (Date.now() > end) throw trouble;
    await Bun.sleep(20);
  }
}
