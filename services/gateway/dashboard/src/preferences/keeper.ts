/** A small part of the browser's storage, where there is one: inside a frame it may be forbidden. */
export interface Keeper {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
}

/** Keys carry no id of a learner and no token. */
export function createKeeper(storage: () => Storage): Keeper {
  return {
    get(key) {
      try {
        return storage().getItem(`learning-tracker.${key}`);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) storage().removeItem(`learning-tracker.${key}`);
        else storage().setItem(`learning-tracker.${key}`, value);
      } catch {
        // Without storage the choice lasts as long as the page.
      }
    },
  };
}
