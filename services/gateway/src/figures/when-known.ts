import type { Awaitable } from '@learning-tracker/storage';

/** Goes on with a value: now where it is there, so that a request whose answer is at hand costs no promise. */
export function whenKnown<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
