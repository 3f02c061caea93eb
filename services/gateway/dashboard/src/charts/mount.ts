import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([SVGRenderer]);

export interface MountedChart {
  show(option: EChartsCoreOption): void;
  remove(): void;
}

/** A chart that fills its element and follows its size. Hidden from screen readers: its table tells the same. */
export function mountChart(element: HTMLElement): MountedChart {
  const chart = init(element, null, { renderer: 'svg' });
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(element);
  return {
    show: (option) => chart.setOption(option, { notMerge: true }),
    remove() {
      observer.disconnect();
      chart.dispose();
    },
  };
}
