/** What a process waits for at present because a dependency is away; for readiness. */
export interface Waits {
  /** Says that `what` is waited for, until the returned function is called. */
  begin(what: string): () => void;
  /** Each thing once, in the order in which waiting began. */
  present(): readonly string[];
}

export function createWaits(): Waits {
  const waiting = new Set<{ readonly what: string }>();
  return {
    begin(what) {
      const wait = { what };
      waiting.add(wait);
      return () => void waiting.delete(wait);
    },
    present: () => [...new Set(Array.from(waiting, ({ what }) => what))],
  };
}
