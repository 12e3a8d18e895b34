// Only on pages with a chart that the server does not draw itself. The figures
// stand in an attribute of the element, since htmx takes scripts out of what it
// swaps in, data too; the table twin stays on the page.
import * as echarts from "echarts/core";
import { BarChart, LineChart, ScatterChart, HeatmapChart, RadarChart, CustomChart } from "echarts/charts";
import {
  AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent,
  RadarComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  BarChart, LineChart, ScatterChart, HeatmapChart, RadarChart, CustomChart,
  AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent,
  RadarComponent, TooltipComponent, VisualMapComponent, SVGRenderer,
]);

const lang = document.documentElement.lang || "vi";
const number = new Intl.NumberFormat(lang === "en" ? "en-GB" : "vi-VN", { maximumFractionDigits: 2 });
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function draw(element) {
  if (!element.dataset.option || element.dataset.drawn) return;
  element.dataset.drawn = "yes";
  const room = document.createElement("div");
  room.className = "chart-room";
  element.append(room);
  const option = JSON.parse(element.dataset.option);
  const chart = echarts.init(room, null, { renderer: "svg" });
  chart.setOption({
    animation: !still,
    color: ["#1d5fb4", "#5b6b7d", "#8a5a00", "#1a7340"],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 },
    ...option,
    aria: { enabled: true, ...(option.aria || {}) },
    // Rich text never becomes markup, whatever a name contains.
    tooltip: { valueFormatter: (v) => (typeof v === "number" ? number.format(v) : v), ...(option.tooltip || {}), renderMode: "richText" },
  });
  // Width of an A4 page between its margins (180 mm at 96 dpi).
  addEventListener("beforeprint", () => chart.resize({ width: Math.min(room.clientWidth, 680) }));
  addEventListener("afterprint", () => chart.resize({ width: "auto" }));
  new ResizeObserver(() => chart.resize()).observe(room);
}

const all = (root) => root.querySelectorAll("[data-chart]").forEach(draw);
all(document);
document.addEventListener("htmx:load", (event) => all(event.target));
