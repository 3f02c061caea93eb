import type { Connection } from '../../session/keep-fresh.ts';
import type { Loaded } from '../../session/learner-session.ts';
import { useWords } from '../words.tsx';

/** How fresh the data is: times, never ages, so that the words stay true while nobody looks. */
export function Freshness(props: { readonly loaded: Loaded; readonly connection: Connection }) {
  const { loaded, connection } = props;
  const { messages, formats } = useWords();
  const { times } = loaded.record;
  const { freshness } = messages;
  const said = (at: string | null) => (at === null ? freshness.nothing : formats.dateTime(at));
  const well =
    connection.kind === 'live' || connection.kind === 'polling' || connection.kind === 'connecting';
  return (
    <footer class="freshness">
      <h2 class="hidden">{freshness.heading}</h2>
      <dl>
        {times === null ? null : (
          <>
            <div>
              <dt>{freshness.exportedUpTo}</dt>
              <dd>{said(times.exportedUpTo)}</dd>
            </div>
            <div>
              <dt>{freshness.processedAt}</dt>
              <dd>{said(times.processedAt)}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{freshness.loadedAt}</dt>
          <dd>{formats.dateTime(loaded.loadedAtMs)}</dd>
        </div>
      </dl>
      {well ? (
        <p class={`connection connection-${connection.kind}`}>{messages.connection[connection.kind]}</p>
      ) : null}
      {times !== null && !times.complete ? <p class="notice notice-warn">{freshness.behind}</p> : null}
    </footer>
  );
}
