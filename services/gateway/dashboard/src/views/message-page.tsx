import type { ComponentChildren } from 'preact';

/** A page that only says something. */
export function MessagePage(props: {
  readonly title: string;
  readonly text?: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <section class="message-page">
      <h1>{props.title}</h1>
      {props.text === undefined ? null : <p>{props.text}</p>}
      {props.children}
    </section>
  );
}

/** What will be there, in outline, while it is loaded. */
export function LoadingPage({ text }: { readonly text: string }) {
  return (
    <section class="loading-page">
      <h1 class="loading-text">{text}</h1>
      <div class="outline" aria-hidden="true">
        <div class="outline-block outline-goal" />
        <div class="outline-columns">
          <div class="outline-block outline-radar" />
          <div class="outline-rows">
            <div class="outline-block" />
            <div class="outline-block" />
            <div class="outline-block" />
          </div>
        </div>
      </div>
    </section>
  );
}
