/** Colours of the page as it is now, so that a chart looks as the text around it. */
export interface ChartTheme {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  readonly accentFill: string;
  readonly mark: string;
  readonly font: string;
  /** False where the reader asked for less motion. */
  readonly moves: boolean;
}

export function chartThemeOf(element: HTMLElement): ChartTheme {
  const probe = document.createElement('span');
  element.append(probe);
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const theme = {
    ink: colour('ink'),
    soft: colour('soft'),
    line: colour('line'),
    surface: colour('surface'),
    accent: colour('accent'),
    accentFill: colour('accent-fill'),
    mark: colour('mark'),
    font: getComputedStyle(probe).fontFamily,
    moves: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
  probe.remove();
  return theme;
}
