/** Beside a wide radar stand the names, beside a narrow one numbers with the names below, so that it keeps its room. */
export interface RadarLayout {
  readonly numbered: boolean;
  /** As a share of the square's side. */
  readonly radius: number;
}

/** @param width of the chart in CSS pixels */
export function radarLayout(width: number): RadarLayout {
  return width < 400 ? { numbered: true, radius: 0.41 } : { numbered: false, radius: 0.32 };
}

/** Lines of about `line` characters; breaks at spaces only, so that a longer word has a line of its own. */
export function brokenName(name: string, line: number): string {
  const lines: string[] = [];
  for (const word of name.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= line)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

/**
 * Where a value of 0 to 10 lies on axis `index` of `count`, in a square of side 1 whose radar has this radius: the
 * first axis points up, the next ones follow counter-clockwise, as the chart draws them.
 */
export function radarPoint(
  value: number,
  index: number,
  count: number,
  radius: number,
): { readonly x: number; readonly y: number } {
  const angle = Math.PI / 2 + (2 * Math.PI * index) / count;
  const distance = (radius * value) / 10;
  return { x: 0.5 + distance * Math.cos(angle), y: 0.5 - distance * Math.sin(angle) };
}
