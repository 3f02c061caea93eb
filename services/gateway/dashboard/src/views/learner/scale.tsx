import { useWords } from '../words.tsx';

/** A bar from 0 to 10 with the place that is expected by now. */
export function Scale(props: { readonly scaled: number | null; readonly expected: number | null }) {
  const { scaled, expected } = props;
  const { messages, formats } = useWords();
  const words = [
    scaled === null ? messages.overview.noFigure : messages.overview.scaleOf(formats.number(scaled)),
    ...(expected === null
      ? []
      : [`${messages.overview.expected}: ${messages.overview.scaleOf(formats.number(expected))}`]),
  ];
  return (
    <svg
      class="scale"
      viewBox="0 0 100 14"
      preserveAspectRatio="none"
      role="img"
      aria-label={words.join('. ')}
    >
      <rect class="scale-track" x="0" y="4" width="100" height="6" />
      {scaled === null ? null : <rect class="scale-fill" x="0" y="4" width={scaled * 10} height="6" />}
      {expected === null ? null : (
        <rect class="scale-expected" x={Math.min(99.3, expected * 10)} y="0" width="0.7" height="14" />
      )}
    </svg>
  );
}
