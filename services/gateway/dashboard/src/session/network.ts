/** What the browser knows of the network. */
export interface Network {
  isOnline(): boolean;
  /** Calls back whenever the network comes or goes; the returned function ends it. */
  watch(onChange: () => void): () => void;
}

export const browserNetwork: Network = {
  isOnline: () => navigator.onLine,
  watch(onChange) {
    addEventListener('online', onChange);
    addEventListener('offline', onChange);
    return () => {
      removeEventListener('online', onChange);
      removeEventListener('offline', onChange);
    };
  },
};
