/** What a reader threw while rows were read, told apart from failures of log and ledger. */
export class ReadingFailed extends Error {
  constructor(cause: unknown) {
    super('rows could not be read', { cause });
    this.name = 'ReadingFailed';
  }
}

/** The same chunks; an error of the reader comes as `ReadingFailed`. */
export async function* readRows<T>(chunks: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = chunks[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      let next: IteratorResult<T>;
      try {
        next = await iterator.next();
      } catch (error) {
        ended = true;
        throw new ReadingFailed(error);
      }
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    if (!ended) await iterator.return?.();
  }
}
