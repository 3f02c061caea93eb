import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * The heading of a screen that was come to by an action on another one: it takes the focus, so that a screen reader
 * says where one is and the keyboard goes on from there.
 */
export function ScreenHeading(props: { readonly children: ComponentChildren; readonly focus?: boolean }) {
  const { children, focus = true } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!focus) return;
    heading.current?.focus();
    scrollTo({ top: 0 });
  }, [focus]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
