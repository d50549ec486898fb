type Line = { label?: string; stroke?: string; width?: number; dash?: number[]; points?: { show: boolean } };
type Axis = { stroke?: string; grid?: { show?: boolean; stroke?: string }; ticks?: { stroke: string }; values?: (chart: unknown, values: number[]) => string[]; size?: number; font?: string };
type Options = {
  width: number;
  height: number;
  legend?: { show: boolean };
  cursor?: { show: boolean };
  scales?: Record<string, { time?: boolean; range?: (chart: unknown, least: number, most: number) => [number, number] }>;
  axes?: Axis[];
  series: Line[];
};

declare global {
  var uPlot: new (options: Options, data: number[][], target: HTMLElement) => { destroy(): void; setSize(size: { width: number; height: number }): void };
}

export {};
