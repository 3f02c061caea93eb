import { LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, use } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';

export { mountChart } from './mount.ts';

use([LineChart, GridComponent, TooltipComponent]);

export interface LinePoint {
  readonly day: string;
  readonly value: number | null;
}

export interface LineWords {
  readonly day: (day: string) => string;
  readonly shortDay: (day: string) => string;
  readonly value: (value: number) => string;
  readonly short: (value: number) => string;
  /** The axis ends there at the latest; null: wherever it likes. */
  readonly greatest: number | null;
}

const NEAR = 0.8;

/** A value by day; days without one are gaps. */
export function lineOption(
  points: readonly LinePoint[],
  theme: ChartTheme,
  words: LineWords,
): EChartsCoreOption {
  const lowest = Math.min(0, ...points.map(({ value }) => value ?? 0));
  const highest = Math.max(0, ...points.map(({ value }) => value ?? 0));
  // Left to itself an axis for values near the greatest one would end at a round number above it.
  const endsAtGreatest = words.greatest !== null && highest > NEAR * words.greatest;
  const text = { color: theme.soft, fontFamily: theme.font, fontSize: 12 };
  return {
    animation: theme.moves,
    animationDuration: 400,
    grid: {
      left: 4,
      right: 12,
      top: 12,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      trigger: 'axis',
      // Markup would need inline styles, which the page's policy forbids.
      renderMode: 'richText',
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.ink, fontFamily: theme.font, fontSize: 13 },
      formatter: (hovered: unknown) => {
        const point = points[indexOf(hovered)];
        if (point === undefined) return '';
        return `${words.day(point.day)}\n${point.value === null ? '–' : words.value(point.value)}`;
      },
    },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: points.map(({ day }) => words.shortDay(day)),
      axisLine: { onZero: false, lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: lowest < 0 ? undefined : 0,
      max: endsAtGreatest ? words.greatest : undefined,
      splitNumber: 3,
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { ...text, formatter: (value: number) => words.short(value) },
    },
    series: [
      {
        type: 'line',
        data: points.map(({ value }) => value),
        showSymbol: points.length <= 31,
        symbol: 'circle',
        symbolSize: 5,
        lineStyle: { color: theme.accent, width: 2 },
        itemStyle: { color: theme.accent },
        emphasis: { disabled: true },
      },
    ],
  };
}

/** The index that a tooltip is about; ECharts gives one entry for each series under the pointer. */
function indexOf(hovered: unknown): number {
  const entry: unknown = Array.isArray(hovered) ? hovered[0] : hovered;
  const index: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'dataIndex') : -1;
  return typeof index === 'number' ? index : -1;
}
