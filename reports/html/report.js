// Draws the charts of a run report from the JSON in #run-data. How many were drawn, how many had no
// data and how many errors there were is left in the data attributes of <html> for tests.
(() => {
  "use strict";
  const root = document.documentElement;
  const tally = { charts: 0, empty: 0, errors: 0 };
  const publish = () => Object.assign(root.dataset, tally);
  const failed = () => { tally.errors += 1; publish(); };
  addEventListener("error", failed);
  addEventListener("unhandledrejection", failed);
  document.addEventListener("securitypolicyviolation", failed);
  publish();

  const run = JSON.parse(document.getElementById("run-data").textContent);
  const end = Math.max(run.end, 1);
  const MIB = 1024 * 1024;

  const colour = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  const roleColour = (name) => colour(`role-${name}`) || colour("role-other");

  // Ticks at 1, 2 and 5 times powers of ten; of 2 for memory, whose tick labels are MiB.
  const counts = Array.from({ length: 27 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));
  const sizes = Array.from({ length: 24 }, (_, i) => MIB / 4 * 2 ** i);
  const times = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const fraction = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
  const units = {
    count: { incrs: counts, tick: (v) => number.format(v), shown: (v) => number.format(v) },
    bytes: {
      incrs: sizes,
      tick: (v) => fraction.format(v / MIB),
      shown: (v) => (v < 100 * MIB ? fraction : number).format(v / MIB) + " MiB",
    },
  };

  const two = (n) => String(n).padStart(2, "0");
  const clock = (seconds) => {
    const s = Math.round(seconds);
    const minutes = Math.floor(s / 60);
    if (minutes < 60) return `${minutes}:${two(s % 60)}`;
    return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(s % 60)}`;
  };

  // The moment under the cursor, with what happened there.
  const moment = (u, at) => {
    if (at == null) return clock(end);
    const near = (u.scales.x.max - u.scales.x.min) / 150;
    const words = [clock(at)];
    const cycle = run.cycles.find((c) => at >= c.from && at <= c.to);
    if (cycle) words.push(`cycle ${cycle.index}`);
    const fault = run.faults.find((f) => Math.abs(f.at - at) < near);
    if (fault) words.push(fault.what);
    return words.join(", ");
  };

  // Cycles as bands below the curves, rest points and faults as lines above them.
  const clipped = (u, draw) => {
    const { left, top, width, height } = u.bbox;
    const x = (seconds) => Math.round(u.valToPos(seconds, "x", true));
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(left, top, width, height);
    u.ctx.clip();
    draw(u.ctx, x, top, height);
    u.ctx.restore();
  };
  const drawCycles = (u) => clipped(u, (ctx, x, top, height) => {
    for (const cycle of run.cycles) {
      if (!cycle.warm_up && cycle.index % 2 === 0) continue;
      ctx.fillStyle = colour(cycle.warm_up ? "warm-up" : "band");
      ctx.fillRect(x(cycle.from), top, x(cycle.to) - x(cycle.from), height);
    }
  });
  const drawMoments = (u) => clipped(u, (ctx, x, top, height) => {
    const ratio = devicePixelRatio;
    const line = (at, ink, dash, width) => {
      ctx.strokeStyle = colour(ink);
      ctx.lineWidth = width * ratio;
      ctx.setLineDash(dash.map((n) => n * ratio));
      ctx.beginPath();
      ctx.moveTo(x(at), top);
      ctx.lineTo(x(at), top + height);
      ctx.stroke();
    };
    for (const at of run.rests) line(at, "rest", [1, 3], 1);
    for (const fault of run.faults) {
      line(fault.at, "fault", [], 1.25);
      ctx.fillStyle = colour("fault");
      ctx.beginPath();
      ctx.moveTo(x(fault.at) - 4 * ratio, top);
      ctx.lineTo(x(fault.at) + 4 * ratio, top);
      ctx.lineTo(x(fault.at), top + 6 * ratio);
      ctx.fill();
    }
  });

  // Curves stacked on each other; hidden and unmeasured ones add nothing. A gap in one layer would cut
  // the fill of the layer above, so only moments without any value are gaps.
  const stacked = (x, raw, visible) => {
    const below = x.map((_, i) => (raw.every((values) => values[i] == null) ? null : 0));
    return [x, ...raw.map((values, k) => values.map((value, i) => {
      if (visible[k] && value != null) below[i] += value;
      return below[i];
    }))];
  };
  const bandsOf = (visible) => {
    const shown = visible.flatMap((yes, k) => (yes ? [k + 1] : []));
    return shown.slice(1).map((series, i) => ({ series: [series, shown[i]] }));
  };

  // Paths of one layer. Its line is left out where the layer is empty, for there it would lie on the
  // layer below and hide that one's colour.
  const layerPaths = (values, sparse) => {
    const build = sparse ? uPlot.paths.linear() : uPlot.paths.stepped({ align: 1 });
    const idle = (i) => !values[i - 1] && !values[i] && !values[i + 1];
    return (u, series, from, to) => {
      const paths = build(u, series, from, to);
      if (!paths) return paths;
      const line = new Path2D();
      let above = null;
      for (let i = from; i <= to; i += 1) {
        const value = u.data[series][i];
        if (value == null || idle(i)) {
          above = null;
          continue;
        }
        const x = Math.round(u.valToPos(u.data[0][i], "x", true));
        const y = Math.round(u.valToPos(value, "y", true));
        if (above == null) line.moveTo(x, y);
        else if (!sparse) line.lineTo(x, above);
        line.lineTo(x, y);
        above = y;
      }
      return { ...paths, stroke: line };
    };
  };

  // Every chart spans the whole run, whenever its own first and last values are.
  const spanned = ({ x, series }) => {
    const before = x[0] > 0 ? [null] : [];
    const after = x[x.length - 1] < end ? [null] : [];
    return {
      x: [...before.map(() => 0), ...x, ...after.map(() => end)],
      raw: series.map((s) => [...before, ...s.values, ...after]),
    };
  };

  const axis = (extra) => ({
    stroke: () => colour("soft"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: () => colour("line"), width: 1 },
    ticks: { show: false },
    ...extra,
  });

  const seriesOf = (chart, raw, unit, isStack, sparse) => chart.series.map((s, k) => {
    const peak = raw[k].reduce((most, v) => (v > most ? v : most), 0);
    return {
      label: s.name,
      stroke: () => roleColour(s.name),
      fill: isStack ? () => roleColour(s.name) + "66" : undefined,
      width: isStack ? 1 : 2,
      paths: isStack ? layerPaths(raw[k], sparse) : uPlot.paths.stepped({ align: 1 }),
      points: { show: sparse, size: 6, fill: () => colour("paper") },
      value: (u, v, si, i) => {
        const value = i == null ? null : raw[k][i];
        if (value != null) return unit.shown(value);
        return i == null ? `max ${unit.shown(peak)}` : "\u2013";
      },
    };
  });

  const draw = (figure, width) => {
    const chart = run.charts[figure.dataset.chart];
    const unit = units[figure.dataset.unit];
    const plot = figure.querySelector(".plot");
    const isStack = figure.dataset.chart !== "tasks";
    const sparse = figure.dataset.chart === "pss";
    const { x, raw } = spanned(chart);
    const visible = raw.map(() => true);
    let counted = false;
    const options = {
      width,
      height: width < 560 ? 190 : 230,
      padding: [8, 8, 0, 0],
      scales: {
        x: { time: false, range: (u, min, max) => [min, max] },
        y: { range: (u, min, max) => [0, Math.max(max * 1.1, unit === units.bytes ? MIB : 1.1)] },
      },
      axes: [
        axis({ incrs: times, space: 70, size: 28, values: (u, at) => at.map(clock) }),
        axis({ incrs: unit.incrs, size: 56, values: (u, at) => at.map(unit.tick) }),
      ],
      series: [
        { label: "time", value: (u, v) => moment(u, v) },
        ...seriesOf(chart, raw, unit, isStack, sparse),
      ],
      bands: isStack ? bandsOf(visible) : [],
      cursor: { y: false, sync: { key: "run", scales: ["x", null] } },
      hooks: {
        drawClear: [drawCycles],
        draw: [drawMoments, () => {
          if (!counted) tally.charts += 1;
          counted = true;
          publish();
        }],
        setSeries: [(u, k, change) => {
          if (!isStack || change.show == null) return;
          visible[k - 1] = change.show;
          u.delBand(null);
          for (const band of bandsOf(visible)) u.addBand(band);
          const { min, max } = u.scales.x;
          u.setData(stacked(x, raw, visible), false);
          u.setScale("x", { min, max });
        }],
      },
    };
    return new uPlot(options, isStack ? stacked(x, raw, visible) : [x, ...raw], plot);
  };

  const figures = [...document.querySelectorAll(".chart")];
  const full = figures.filter((f) => run.charts[f.dataset.chart].series.length > 0);
  for (const figure of figures) {
    if (full.includes(figure)) continue;
    figure.querySelector(".nothing").hidden = false;
    tally.empty += 1;
  }
  publish();

  let drawn = [];
  const drawAll = (width) => {
    for (const chart of drawn) chart.destroy();
    tally.charts = 0;
    drawn = full.map((f) => draw(f, width ?? f.querySelector(".plot").clientWidth));
  };
  drawAll();

  addEventListener("resize", () => {
    full.forEach((figure, i) => {
      const width = figure.querySelector(".plot").clientWidth;
      if (width !== drawn[i].width) drawn[i].setSize({ width, height: drawn[i].height });
    });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  addEventListener("beforeprint", () => { root.dataset.print = ""; drawAll(680); });
  addEventListener("afterprint", () => { delete root.dataset.print; drawAll(); });

  const present = {
    "warm-up": run.cycles.some((c) => c.warm_up),
    cycle: run.cycles.some((c) => !c.warm_up && c.index % 2 === 1),
    rest: run.rests.length > 0,
    fault: run.faults.length > 0,
  };
  for (const item of document.querySelectorAll("#marks li")) item.hidden = !present[item.dataset.mark];
})();
