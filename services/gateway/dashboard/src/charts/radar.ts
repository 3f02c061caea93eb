import { RadarChart } from 'echarts/charts';
import { RadarComponent } from 'echarts/components';
import { type EChartsCoreOption, use } from 'echarts/core';
import type { IndicatorView } from '../model/indicator-view.ts';
import { brokenName, type RadarLayout } from '../model/radar.ts';
import type { ChartTheme } from './chart-theme.ts';

export { mountChart } from './mount.ts';

use([RadarChart, RadarComponent]);

/** The scaled values on axes of 0 to 10; an indicator without a figure lies at the centre, its name says so. */
export function radarOption(
  views: readonly IndicatorView[],
  theme: ChartTheme,
  layout: RadarLayout,
  noFigure: string,
): EChartsCoreOption {
  return {
    animation: theme.moves,
    animationDuration: 500,
    radar: {
      center: ['50%', '50%'],
      radius: `${layout.radius * 200}%`,
      splitNumber: 5,
      axisName: { color: theme.ink, fontFamily: theme.font, fontSize: 13.5, lineHeight: 16 },
      axisNameGap: layout.numbered ? 8 : 10,
      axisLine: { lineStyle: { color: theme.line } },
      splitLine: { lineStyle: { color: theme.line } },
      splitArea: { show: false },
      indicator: views.map(({ name, scaled }, index) => ({
        name: layout.numbered
          ? String(index + 1)
          : brokenName(
              scaled === null ? `${name} (${noFigure})` : name,
              // At the top and the bottom there is room to both sides.
              index === 0 || 2 * index === views.length ? 24 : 12,
            ),
        max: 10,
        min: 0,
      })),
    },
    series: [
      {
        type: 'radar',
        silent: true,
        symbol: 'circle',
        symbolSize: 7,
        itemStyle: { color: theme.accent },
        lineStyle: { color: theme.accent, width: 2 },
        areaStyle: { color: theme.accentFill },
        data: [{ value: views.map(({ scaled }) => scaled ?? 0) }],
      },
    ],
  };
}
