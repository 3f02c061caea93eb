/** How long a condition may take to come true; generous, because a Kafka group takes seconds to settle. */
export const DEADLINE_MS = 25_000;
const PAUSE_MS = 5;

/** Waits until `condition` holds; rejects, naming `what`, when it still does not at the deadline. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${deadlineMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
