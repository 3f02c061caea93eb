/**
 * Does a task for each item, in order of their beginning, at most `most` at once. After a failure no further one
 * begins, and those under way are awaited; `task` may ask `failed` in order to end early. Rejects with the first failure.
 */
export async function sideBySide<T>(
  items: readonly T[],
  most: number,
  task: (item: T, failed: () => boolean) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const failures: unknown[] = [];
  const failed = () => failures.length > 0;

  async function work(): Promise<void> {
    for (const item of waiting) {
      try {
        await task(item, failed);
      } catch (error) {
        failures.push(error);
      }
      if (failed()) return;
    }
  }

  await Promise.all(Array.from({ length: Math.min(most, items.length) }, work));
  if (failed()) throw failures[0];
}
