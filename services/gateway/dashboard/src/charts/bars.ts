import { BarChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, use } from 'echarts/core';
import type { BarView } from '../model/distribution-view.ts';
import type { ChartTheme } from './chart-theme.ts';

export { mountChart } from './mount.ts';

use([BarChart, GridComponent]);

/** A histogram; a bin that may not be shown has no bar, and its place says so by a dash. */
export function barsOption(
  bars: readonly BarView[],
  theme: ChartTheme,
  number: (value: number) => string,
): EChartsCoreOption {
  const text = { color: theme.soft, fontFamily: theme.font, fontSize: 12 };
  return {
    animation: theme.moves,
    animationDuration: 400,
    // As far in as the quantiles under it (staff.css).
    grid: { left: 38, right: 0, top: 18, bottom: 24, outerBoundsMode: 'none' },
    xAxis: {
      type: 'category',
      data: bars.map(({ label }) => label),
      axisLine: { lineStyle: { color: theme.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { ...text, formatter: (value: number) => number(value) },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barCategoryGap: '12%',
        itemStyle: { color: theme.accent, borderRadius: [2, 2, 0, 0] },
        label: {
          show: true,
          position: 'top',
          ...text,
          formatter: ({ dataIndex }: { dataIndex: number }) => (bars[dataIndex]?.count === null ? '–' : ''),
        },
        data: bars.map(({ count }) => count ?? 0),
      },
    ],
  };
}
