import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef } from 'preact/hooks';
import { type ChartTheme, chartThemeOf } from '../charts/chart-theme.ts';
import type { MountedChart } from '../charts/mount.ts';

/** A chart's code, loaded when the first one of its kind is shown, after the text around it. */
export interface ChartKind {
  readonly mountChart: (element: HTMLElement) => MountedChart;
}

/**
 * Room for a chart that comes when its code has been loaded; if that fails, the table beside it still tells all.
 * `optionKey` names what the option was made from.
 */
export function Chart<K extends ChartKind>(props: {
  readonly class: string;
  readonly load: () => Promise<K>;
  readonly option: (kind: K, theme: ChartTheme) => EChartsCoreOption;
  readonly optionKey: string;
}) {
  const { load, option, optionKey } = props;
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let mounted: MountedChart | null = null;
    let gone = false;
    let show = () => {};
    load().then(
      (kind) => {
        if (gone) return;
        mounted = kind.mountChart(element);
        show = () => mounted?.show(option(kind, chartThemeOf(element)));
        show();
      },
      () => undefined,
    );
    const redraw = () => show();
    const theme = new MutationObserver(redraw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    return () => {
      gone = true;
      theme.disconnect();
      scheme.removeEventListener('change', redraw);
      mounted?.remove();
    };
  }, [optionKey]);
  return <div ref={host} class={props.class} aria-hidden="true" />;
}
