import type { ComponentChildren } from 'preact';

/** A table that may be wider or longer than its room: it scrolls in there, also by the keyboard. */
export function ScrollTable(props: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class="table-scroll" aria-label={props.label} tabIndex={0}>
      <table>{props.children}</table>
    </section>
  );
}
