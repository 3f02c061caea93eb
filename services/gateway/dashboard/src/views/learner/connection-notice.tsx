import type { Connection } from '../../session/keep-fresh.ts';
import { useWords } from '../words.tsx';

/** Says when what is shown may be old; silent while all is well. */
export function ConnectionNotice(props: { readonly connection: Connection; readonly loadedAtMs: number }) {
  const { connection, loadedAtMs } = props;
  const { messages, formats } = useWords();
  const { kind } = connection;
  const worth = kind === 'offline' || kind === 'failing' || kind === 'refused';
  return (
    <div role="status">
      {worth ? (
        <p class="notice notice-warn">{messages.connection[kind](formats.dateTime(loadedAtMs))}</p>
      ) : null}
    </div>
  );
}
