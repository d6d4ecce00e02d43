// The table, filters and charts of an analysis report, from the packed JSON in #report-data. Text from
// outside is shown with textContent only. What was measured is left in the data attributes of <html> for
// tests: errors, rows, shown, in-page, ready-ms, search-ms.
(() => {
  "use strict";
  const root = document.documentElement;
  const began = performance.now();
  let errors = 0;
  root.dataset.errors = 0;
  const failed = () => { root.dataset.errors = ++errors; };
  addEventListener("error", failed);
  addEventListener("unhandledrejection", failed);
  document.addEventListener("securitypolicyviolation", failed);

  const byId = (id) => document.getElementById(id);
  const packed = JSON.parse(byId("report-data").textContent);

  const unpack = async (base64) => {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  const element = (tag, words, ...children) => {
    const made = document.createElement(tag);
    if (words) made.className = words;
    made.append(...children.filter((child) => child != null));
    return made;
  };
  const number = new Intl.NumberFormat("en");
  const compact = new Intl.NumberFormat("en", { notation: "compact" });
  const time = (ms) => (ms < 10000 ? `${(ms / 1000).toFixed(2)} s`
    : ms < 600000 ? `${(ms / 1000).toFixed(1)} s` : `${number.format(Math.round(ms / 60000))} min`);
  const plain = (word) => word.replaceAll("_", " ");

  const looks = {
    alive: "good", redirected: "idle", parked: "idle", for_sale: "idle", suspended: "idle", placeholder: "idle",
    shell: "idle", challenge: "wall", blocked: "wall", refused: "wall", rate_limited: "wall", dead: "gone",
  };

  const main = (data) => {
    const { rows } = data;
    const lines = (text) => (rows.count === 0 ? [] : text.slice(0, -1).split("\n"));
    const sets = (text) => lines(text).map((line) => (line === "" ? [] : line.split(" ").map(Number)));
    const domain = lines(rows.domain);
    const title = lines(rows.title);
    const written = lines(rows.written);
    const category = sets(rows.category);
    const word = sets(rows.word);
    const all = domain.map((_, i) => i);
    const name = (table, i) => (i < 0 ? "" : table[i]);
    const rowOf = new Map(domain.map((each, i) => [each, i]));
    const adviceOf = new Map();
    for (const each of data.advice) adviceOf.set(each[1], [...(adviceOf.get(each[1]) ?? []), each]);

    const index = all.map((i) => [
      domain[i], written[i], title[i], name(rows.vendors, rows.vendor[i]),
      ...word[i].map((w) => rows.words[w]),
    ].join("\n").toLowerCase());

    const band = (total) => (total < 0 ? "none" : total >= data.high ? "high"
      : total >= data.medium ? "medium" : total > 0 ? "low" : "zero");

    // ---- what is wanted: the filters, the search and the order, kept in the address ----
    const wanted = { q: "", state: "", band: "", category: "", vendor: "", cause: "", sort: "domain", open: "" };
    const keys = Object.keys(wanted);
    const initial = { ...wanted };
    const fromAddress = () => {
      const said = new URLSearchParams(location.hash.slice(1));
      for (const key of keys) wanted[key] = said.get(key) ?? initial[key];
    };
    const toAddress = () => {
      const said = new URLSearchParams();
      for (const key of keys) if (wanted[key] !== initial[key]) said.set(key, wanted[key]);
      history.replaceState(null, "", said.size > 0 ? `#${said}` : location.pathname);
    };
    fromAddress();

    // ---- order ----
    const folded = (texts) => texts.map((text) => text.toLowerCase());
    const columns = {
      domain: { label: "Domain", key: () => null },
      total: { label: "Score", key: () => rows.total, most: true },
      state: { label: "State", key: () => rows.state.map((i) => rows.states[i]) },
      cause: { label: "Cause", key: () => rows.cause.map((i) => name(rows.causes, i) || "~") },
      vendor: { label: "Vendor", key: () => rows.vendor.map((i) => name(rows.vendors, i) || "~") },
      category: { label: "Category", key: () => category.map((c) => c.map((i) => rows.categories[i]).join() || "~") },
      title: { label: "Title", key: () => folded(title).map((text) => text || "\uffff") },
      ms: { label: "Time", key: () => rows.ms, most: true },
    };
    const classOf = { state: "condition", ms: "time" };
    let order = all;
    let orderOf = "domain";
    const sortRows = () => {
      if (wanted.sort === orderOf) return;
      orderOf = wanted.sort;
      const descending = orderOf.startsWith("-");
      const values = columns[orderOf.replace("-", "")]?.key();
      const sign = descending ? -1 : 1;
      order = values == null ? (descending ? all.toReversed?.() ?? [...all].reverse() : all)
        : [...all].sort((a, b) => (values[a] < values[b] ? -sign : values[a] > values[b] ? sign : a - b));
    };

    // ---- filters ----
    let shown = all;
    const matches = () => {
      const terms = wanted.q.toLowerCase().split(/\s+/).filter(Boolean);
      const tests = [];
      const add = (key, table, test) => {
        if (wanted[key] === "") return;
        const at = wanted[key] === "-" ? -1 : table.indexOf(wanted[key]);
        tests.push((i) => test(i, at));
      };
      add("state", rows.states, (i, at) => rows.state[i] === at);
      add("vendor", rows.vendors, (i, at) => rows.vendor[i] === at);
      add("cause", rows.causes, (i, at) => rows.cause[i] === at);
      add("category", rows.categories, (i, at) => (at < 0 ? category[i].length === 0 : category[i].includes(at)));
      if (/^\d+$/.test(wanted.band)) {
        const tens = Number(wanted.band);
        tests.push((i) => rows.total[i] >= 0 && Math.min(9, Math.floor(rows.total[i] / 10)) === tens);
      } else if (wanted.band !== "") {
        tests.push((i) => band(rows.total[i]) === wanted.band);
      }
      return (i) => tests.every((test) => test(i)) && terms.every((term) => index[i].includes(term));
    };

    // ---- the rows that can be seen ----
    const view = byId("window");
    const space = byId("space");
    const grid = byId("grid");
    const pool = new Map();
    let current = -1;  // place in `shown`
    const rowHeight = () => parseFloat(getComputedStyle(root).getPropertyValue("--row"));
    let height = rowHeight();

    const scoreCell = (i) => {
      const total = rows.total[i];
      if (total < 0) return element("span", "score");
      const bar = element("i");
      bar.style.width = `${Math.max(1, total * 0.5)}px`;
      return element("span", `score ${band(total)}`, element("b", "", String(total)), bar);
    };
    const makeRow = (place) => {
      const i = shown[place];
      const state = rows.states[rows.state[i]];
      const row = element("div", "row",
        element("span", "domain", domain[i]),
        scoreCell(i),
        element("span", `condition ${looks[state] ?? ""}`, plain(state)),
        element("span", "cause", plain(name(rows.causes, rows.cause[i]))),
        element("span", "vendor", name(rows.vendors, rows.vendor[i])),
        element("span", "category", category[i].map((c) => rows.categories[c]).join(", ")),
        element("span", "title", title[i]),
        element("span", "time", time(rows.ms[i])));
      row.setAttribute("role", "row");
      row.setAttribute("aria-rowindex", String(place + 2));
      for (const cell of row.children) cell.setAttribute("role", "gridcell");
      row.id = `row-${place}`;
      row.style.top = `${place * height}px`;
      row.addEventListener("click", () => { choose(place); open(); });
      return row;
    };
    const paint = (from, to) => {
      for (const [place, row] of pool) {
        if (place >= from && place < to) continue;
        row.remove();
        pool.delete(place);
      }
      for (let place = from; place < to; place += 1) {
        if (!pool.has(place)) {
          const row = makeRow(place);
          pool.set(place, row);
          space.append(row);
        }
        const row = pool.get(place);
        row.classList.toggle("current", place === current);
        row.setAttribute("aria-selected", String(place === current));
      }
      root.dataset.inPage = pool.size;
      if (pool.has(current)) view.setAttribute("aria-activedescendant", `row-${current}`);
      else view.removeAttribute("aria-activedescendant");
    };
    const paintVisible = () => {
      const first = Math.max(0, Math.floor(view.scrollTop / height) - 6);
      paint(first, Math.min(shown.length, first + Math.ceil(view.clientHeight / height) + 12));
    };
    const repaint = () => {
      for (const row of pool.values()) row.remove();
      pool.clear();
      space.style.height = `${shown.length * height}px`;
      paintVisible();
    };
    let asked = false;
    view.addEventListener("scroll", () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => { asked = false; paintVisible(); });
    }, { passive: true });

    const choose = (place) => {
      if (shown.length === 0) return;
      current = Math.max(0, Math.min(shown.length - 1, place));
      const top = current * height;
      if (top < view.scrollTop) view.scrollTop = top;
      else if (top + height > view.scrollTop + view.clientHeight) view.scrollTop = top + height - view.clientHeight;
      paintVisible();
    };

    const refresh = () => {
      const start = performance.now();
      const chosen = current >= 0 ? shown[current] : -1;
      sortRows();
      const test = matches();
      shown = order.filter(test);
      current = chosen >= 0 ? shown.indexOf(chosen) : -1;
      grid.setAttribute("aria-rowcount", String(shown.length + 1));
      view.hidden = shown.length === 0;
      byId("nothing").hidden = shown.length > 0;
      byId("nothing").textContent = rows.count === 0 ? "Nothing was assessed." : "No domain is like that.";
      byId("count").value = shown.length === rows.count ? `${number.format(rows.count)} domains`
        : `${number.format(shown.length)} of ${number.format(rows.count)}`;
      view.scrollTop = 0;
      repaint();
      for (const button of document.querySelectorAll("[data-filter]")) {
        button.setAttribute("aria-pressed", String(wanted[button.dataset.filter] === button.dataset.value));
      }
      root.dataset.shown = shown.length;
      root.dataset.searchMs = (performance.now() - start).toFixed(1);
      toAddress();
    };

    // ---- evidence of one domain ----
    const detail = byId("detail");
    const browse = byId("browse");
    const blocks = new Map();
    const detailOf = async (i) => {
      const block = Math.floor(i / data.block);
      if (!blocks.has(block)) blocks.set(block, unpack(packed.details[block]));
      return (await blocks.get(block))[i % data.block];
    };
    const part = (heading, ...content) => [element("h4", "", heading), ...content];
    const table = (heads, body) => element("div", "scroll", element("table", "",
      element("thead", "", element("tr", "", ...heads.map((head) => element("th", "", head)))),
      element("tbody", "", ...body)));
    const cells = (values) => element("tr", "", ...values.map((value) => element("td", "", value)));
    const listed = (items) => element("ul", "", ...items.map((item) => element("li", "", ...[item].flat())));
    const facts = (pairs) => {
      const made = element("dl");
      for (const [term, value] of pairs) {
        if (value == null || value === "") continue;
        made.append(element("dt", "", term), element("dd", "", ...[value].flat()));
      }
      return made;
    };
    // A name that leads to its row where there is one.
    const link = (text) => {
      if (!rowOf.has(text)) return text;
      const button = element("button", "link", text);
      button.type = "button";
      button.addEventListener("click", () => show(text));
      return button;
    };
    const risks = (list) => listed(list.map(([who, points, links]) =>
      [link(who), ` ${points} points, ${number.format(links)} link${links === 1 ? "" : "s"}`]));
    const scoreParts = (i, more) => {
      if (!more.score) return [];
      const bonus = rows.total[i] - rows.points[i];
      return [
        ...part(`Score ${rows.total[i]}`,
          facts([...more.score.families.map(([family, points, cap]) => [plain(family), `${points} of ${cap}`]),
            ["neighbours", bonus > 0 ? `+${bonus}` : ""]])),
        ...more.score.groups.flatMap(([group, family, hits]) => part(`${plain(family)}: ${plain(group)}`,
          listed(hits.map(([keyword, place, excerpt]) =>
            element("span", "hit", element("b", "", keyword), ` in ${place}: ${excerpt}`))))),
      ];
    };
    const attemptRow = ([method, url, stage, error, said, status, ms, slot, bytes, address, tls]) => {
      const notes = [said, address, tls, slot > 0 ? `waited ${time(slot)} for a tab` : "",
        bytes > 0 ? `${number.format(bytes)} bytes` : ""].filter(Boolean).join("; ");
      return cells([method, element("span", "", url, notes ? element("p", "soft", notes) : null), stage,
        error ? element("span", "failed", plain(error)) : String(status ?? "ok"), time(ms)]);
    };
    const evidence = (i, more) => {
      const state = rows.states[rows.state[i]];
      const close = element("button", "close", "Close");
      close.type = "button";
      close.addEventListener("click", shut);
      const advice = adviceOf.get(domain[i]) ?? [];
      return [
        element("header", "", element("h3", "", domain[i]), close),
        title[i] ? element("p", "", title[i]) : null,
        facts([
          ["state", [element("span", `condition ${looks[state] ?? ""}`, plain(state)), ` (${more.confidence} confidence)`]],
          ["cause", plain(name(rows.causes, rows.cause[i]))],
          ["signal", more.signal], ["HTTP status", more.status], ["leads to", more.final_url],
          ["written as", more.written], ["warning", more.mixes_scripts ? "its name mixes scripts to look like another" : ""],
          ["inferred", more.inferred && `from ${more.inferred[0]}: ${more.inferred[1]}`],
          ["read by", more.read_by && `${more.read_by}, ${number.format(more.text_length ?? 0)} characters`],
          ["lists", category[i].map((c) => rows.categories[c]).join(", ")], ["line", more.source],
          ["checked", `${more.checked_at}, took ${time(rows.ms[i])}`],
          ["addresses", (more.addresses ?? []).join(", ")], ["aliases", (more.cnames ?? []).join(", ")],
        ]),
        ...(advice.length ? part("Recommendations", listed(advice.map(([kind, , list, sure, why, because]) =>
          [`${kind}${list ? ` (${list})` : ""}, ${sure} confidence: ${why}`, because.length ? listed(because) : null]
            .filter(Boolean)))) : []),
        ...scoreParts(i, more),
        ...(more.leads_to ? part("Leads to risky domains", risks(more.leads_to)) : []),
        ...(more.led_to_by ? part("Risky domains lead here", risks(more.led_to_by)) : []),
        ...(more.protections ? part("Protection", table(["vendor", "does", "evidence"],
          more.protections.map(([vendor, what, rule, signal]) => cells([vendor, what, `${signal} (${rule})`])))) : []),
        ...(more.stages.length ? part("Stages", table(["stage", "", "evidence"],
          more.stages.map(([stage, passed, error, proof]) => cells([stage, passed
            ? "passed" : element("span", "failed", "failed"), [plain(error), proof].filter(Boolean).join(": ")])))) : []),
        ...(more.attempts.length ? part("Attempts", table(["by", "what", "ended at", "with", "time"],
          more.attempts.map(attemptRow))) : []),
        ...(more.links ? part("Links to", listed(more.links.map(([host, links]) => [link(host), ` ${links}`]))) : []),
      ].filter((child) => child != null);
    };
    const open = async () => {
      if (current < 0) return;
      const i = shown[current];
      wanted.open = domain[i];
      toAddress();
      const more = await detailOf(i);
      if (wanted.open !== domain[i]) return;  // another was opened meanwhile
      detail.replaceChildren(...evidence(i, more));
      detail.scrollTop = 0;
      const was = detail.hidden;
      detail.hidden = false;
      browse.classList.add("open");
      if (was) { height = rowHeight(); repaint(); choose(current); }
      root.dataset.opened = domain[i];
    };
    const shut = () => {
      if (detail.hidden) return;
      wanted.open = "";
      detail.hidden = true;
      browse.classList.remove("open");
      toAddress();
      repaint();
      view.focus();
    };
    // Shows a domain even if the filters leave it out.
    const show = (text) => {
      const i = rowOf.get(text);
      if (i == null) return;
      if (!shown.includes(i)) { Object.assign(wanted, initial, { sort: wanted.sort }); settle(); refresh(); }
      choose(shown.indexOf(i));
      open();
      browse.scrollIntoView({ block: "nearest" });
    };
    view.addEventListener("keydown", (event) => {
      const page = Math.max(1, Math.floor(view.clientHeight / height) - 1);
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
      if (event.key in steps) {
        choose(current < 0 && steps[event.key] === 1 ? 0 : current + steps[event.key]);
        if (!detail.hidden) open();
      } else if (event.key === "Enter") {
        open();
      } else if (event.key === "Escape") {
        shut();
      } else {
        return;
      }
      event.preventDefault();
    });
    detail.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
    addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey
        || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
      event.preventDefault();
      byId("search").focus();
    });

    // ---- the bar of filters ----
    const search = byId("search");
    const selects = { state: "filter-state", band: "filter-band", category: "filter-category", vendor: "filter-vendor", cause: "filter-cause" };
    const tally = (values, table) => {
      const counts = new Map();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      return [...counts].sort((a, b) => b[1] - a[1]).map(([i, count]) => [i < 0 ? "-" : table[i], count]);
    };
    const counts = {
      state: tally(rows.state, rows.states),
      cause: tally(rows.cause, rows.causes),
      vendor: tally(rows.vendor, rows.vendors),
      category: tally(category.flatMap((c) => (c.length ? c : [-1])), rows.categories),
    };
    const bands = [["high", `high (${data.high} and more)`], ["medium", `medium (${data.medium} to ${data.high - 1})`],
      ["low", `low (1 to ${data.medium - 1})`], ["zero", "0"], ["none", "no score"]];
    const option = (value, text) => {
      const made = element("option", "", text);
      made.value = value;
      return made;
    };
    const none = { cause: "none", vendor: "none", category: "on no list" };
    for (const [key, id] of Object.entries(selects)) {
      const select = byId(id);
      select.append(option("", "any"));
      if (key === "band") {
        select.append(...bands.map(([value, text]) => option(value, text)));
        for (let tens = 0; tens < 10; tens += 1) select.append(option(String(tens), `${tens * 10} to ${tens === 9 ? 100 : tens * 10 + 9}`));
      } else {
        select.append(...counts[key].map(([value, count]) =>
          option(value, `${value === "-" ? none[key] : key === "category" ? value : plain(value)} (${number.format(count)})`)));
      }
      select.addEventListener("change", () => { wanted[key] = select.value; refresh(); });
    }
    const settle = () => {
      search.value = wanted.q;
      for (const [key, id] of Object.entries(selects)) byId(id).value = wanted[key];
      for (const cell of byId("head").children) {
        const column = cell.dataset.column;
        cell.setAttribute("aria-sort", wanted.sort === column ? "ascending"
          : wanted.sort === `-${column}` ? "descending" : "none");
      }
    };
    search.addEventListener("input", () => { wanted.q = search.value; refresh(); });
    search.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "Enter") return;
      event.preventDefault();
      view.focus();
      choose(Math.max(current, 0));
    });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filters").addEventListener("reset", (event) => {
      event.preventDefault();
      Object.assign(wanted, initial, { open: wanted.open });
      settle();
      refresh();
    });
    for (const [column, { label, most }] of Object.entries(columns)) {
      const button = element("button", "", label);
      button.type = "button";
      const cell = element("div", classOf[column] ?? column, button);
      cell.setAttribute("role", "columnheader");
      cell.dataset.column = column;
      button.addEventListener("click", () => {
        const first = most ? `-${column}` : column;
        const second = most ? column : `-${column}`;
        wanted.sort = wanted.sort === first ? second : first;
        settle();
        refresh();
      });
      byId("head").append(cell);
    }

    // ---- charts; a click filters ----
    const toggle = (button, key, value) => {
      button.type = "button";
      button.dataset.filter = key;
      button.dataset.value = value;
      button.addEventListener("click", () => {
        wanted[key] = wanted[key] === value ? "" : value;
        settle();
        refresh();
      });
    };
    const empty = (chart, text) => chart.append(element("p", "nothing", text));
    const drawScores = () => {
      const chart = byId("chart-scores");
      const histogram = Array(10).fill(0);
      for (const total of rows.total) if (total >= 0) histogram[Math.min(9, Math.floor(total / 10))] += 1;
      const most = Math.max(...histogram);
      if (most === 0) { empty(chart, "No domain has a score."); return; }
      histogram.forEach((count, tens) => {
        const bar = element("i");
        bar.style.height = `${(count / most) * 160}px`;
        const button = element("button", band(tens * 10), count > 0 ? compact.format(count) : "", bar,
          element("small", "", `${tens * 10}+`));
        button.title = `${tens * 10} to ${tens === 9 ? 100 : tens * 10 + 9}: ${number.format(count)} domains`;
        toggle(button, "band", String(tens));
        chart.append(button);
      });
    };
    const bars = (chart, entries, none_text) => {
      const most = Math.max(1, ...entries.map((entry) => entry.amount));
      if (entries.length === 0) empty(chart, none_text);
      for (const entry of entries) {
        const bar = element("i");
        bar.style.width = `${(entry.amount / most) * 100}%`;
        const row = element(entry.key ? "button" : "div", "bar", element("span", "", entry.label),
          element("span", "", bar), element("b", "", entry.shown));
        row.title = entry.hint ?? `${entry.label}: ${entry.shown}`;
        if (entry.key) toggle(row, entry.key, entry.value);
        chart.append(row);
      }
    };
    const countBars = (key) => counts[key].filter(([value]) => value !== "-").map(([value, count]) =>
      ({ label: plain(value), amount: count, shown: number.format(count), key, value }));
    drawScores();
    bars(byId("chart-states"), countBars("state"), "Nothing was assessed.");
    bars(byId("chart-causes"), countBars("cause"), "Nothing failed.");
    bars(byId("chart-times"), [
      ...data.times.map(([method, stage, attempts, broken, ms]) => ({
        label: `${method}, ${stage}`, amount: ms, shown: time(ms),
        hint: `${number.format(attempts)} attempts by ${method} ended at ${stage}, ${number.format(broken)} failed` })),
      ...(data.slot_wait > 0 ? [{ label: "waiting for a tab", amount: data.slot_wait, shown: time(data.slot_wait) }] : []),
    ], "No attempt was made.");

    // ---- recommendations and changes ----
    const few = 200;
    const kinds = (entries, where, file, heads, cellsOf) => {
      for (const [kind, list, count] of entries) {
        const section = element("div", "kind", element("h3", "", `${kind} (${number.format(count)})`),
          table(heads, list.slice(0, few).map((each) => cells(cellsOf(each)))));
        if (count > few) section.append(element("p", "hint", `... and ${number.format(count - few)} more, in ${file}`));
        where.append(section);
      }
    };
    const drawAdvice = () => {
      if (data.advice.length === 0) return;
      byId("advice-section").hidden = false;
      const by = Map.groupBy?.(data.advice, (each) => each[0]) ?? data.advice.reduce((map, each) =>
        map.set(each[0], [...(map.get(each[0]) ?? []), each]), new Map());
      kinds([...by].map(([kind, list]) => [kind, list, list.length]), byId("advice-tables"), "recommendations.json",
        ["domain", "list", "confidence", "why"], ([, who, list, sure, why, because]) =>
          [link(who), list, sure, element("span", "", why, ...because.slice(0, 3).map((fact) => element("p", "", fact)))]);
    };
    const drawChanges = () => {
      if (!data.changes) return;
      const { older, newer, kinds: some, list } = data.changes;
      byId("changes-section").hidden = false;
      byId("changes-tables").append(element("p", "", `From run ${older[0]} (${older[1]}) to run ${newer[0]} (${newer[1]})`
        + (some.length === 0 ? ": nothing changed." : ".")));
      kinds(some.map(([kind, count]) => [kind, list.filter((each) => each[0] === kind), count]), byId("changes-tables"),
        "changes.json", ["domain", "what"], ([, who, what]) => [link(who), what]);
    };
    drawAdvice();
    drawChanges();

    // ---- size, paper ----
    addEventListener("resize", () => {
      if ("print" in root.dataset) return;
      height = rowHeight();
      repaint();
    });
    addEventListener("beforeprint", () => { root.dataset.print = ""; paint(0, Math.min(shown.length, 500)); });
    addEventListener("afterprint", () => { delete root.dataset.print; repaint(); });
    addEventListener("hashchange", () => { fromAddress(); settle(); refresh(); if (wanted.open) show(wanted.open); });

    settle();
    refresh();
    if (rowOf.has(wanted.open)) show(wanted.open);
    root.dataset.rows = rows.count;
    root.dataset.readyMs = (performance.now() - began).toFixed(0);
  };

  unpack(packed.columns).then(main);
})();
