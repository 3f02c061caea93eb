import type { ProblemKind } from '../../api/problem.ts';
import type { Messages } from '../../messages/index.ts';
import type { Connection } from '../../session/keep-fresh.ts';
import { LoadingPage, MessagePage } from '../message-page.tsx';
import { useWords } from '../words.tsx';

/** Before anything was loaded. */
export function WaitingPage(props: { readonly connection: Connection; readonly onRetry: () => void }) {
  const { connection, onRetry } = props;
  const { messages } = useWords();
  if (connection.kind === 'refused') {
    return <MessagePage {...refusalWords(connection.problem.kind, messages)} />;
  }
  if (connection.kind === 'offline' || connection.kind === 'failing') {
    const { title, offlineTitle, text, offlineText } = messages.unreachable;
    const offline = connection.kind === 'offline';
    return (
      <MessagePage title={offline ? offlineTitle : title} text={offline ? offlineText : text}>
        <button type="button" class="button" onClick={onRetry}>
          {messages.retry}
        </button>
      </MessagePage>
    );
  }
  return <LoadingPage text={messages.loading} />;
}

export function refusalWords(kind: ProblemKind, { refused }: Messages) {
  if (kind === 'unauthorized' || kind === 'forbidden' || kind === 'missing') return refused[kind];
  return refused.invalid;
}
