/// The page's one script: comfort for those whose browser runs it.
///
/// Everything can be read without it. It builds no markup from text, keeps nothing and sends nothing. It sorts tables, shows the values of
/// plots under the pointer, copies code, and switches between light and dark.
enum PageScript {
  static let text = #"""
    (() => {
      "use strict";
      const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
      const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

      // Contents: open beside the text, folded above it.
      const contents = document.querySelector(".contents > details");
      if (contents) {
        const wide = matchMedia("(min-width: 72rem)");
        const follow = () => { contents.open = wide.matches; };
        follow();
        wide.addEventListener("change", follow);
        contents.addEventListener("click", (event) => {
          if (event.target.closest("a") && !wide.matches) contents.open = false;
        });
        const links = new Map(all("a", contents).map((a) => [a.hash.slice(1), a]));
        const places = [...links.keys()].map((name) => document.getElementById(decodeURIComponent(name))).filter(Boolean);
        let waiting = false;
        const mark = () => {
          waiting = false;
          let here = places[0];
          for (const place of places) if (place.getBoundingClientRect().top < innerHeight / 4) here = place;
          for (const [name, link] of links) {
            if (here && decodeURIComponent(name) === here.id) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
          }
        };
        addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
        mark();
      }

      // Light and dark.
      const root = document.documentElement;
      const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      const theme = make("button", { type: "button", className: "theme" });
      const say = () => { theme.textContent = isDark() ? "Light" : "Dark"; theme.setAttribute("aria-label", isDark() ? "Show in light colors" : "Show in dark colors"); };
      theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; say(); });
      say();
      document.querySelector("header").prepend(theme);

      // A linked place inside something folded is unfolded.
      const reveal = () => {
        let place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        for (; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
      };
      addEventListener("hashchange", reveal);
      if (location.hash) reveal();

      // Copying.
      for (const button of all("button.copy")) {
        const source = button.parentElement.querySelector("pre");
        if (!source) continue;
        button.hidden = false;
        const label = button.textContent;
        button.addEventListener("click", async () => {
          const text = source.textContent;
          let done = false;
          try { await navigator.clipboard.writeText(text); done = true; } catch {
            const range = document.createRange();
            range.selectNodeContents(source);
            const selection = getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
            done = document.execCommand("copy");
          }
          button.textContent = done ? "Copied" : "Select and copy";
          setTimeout(() => { button.textContent = label; }, 1600);
        });
      }

      // Sorting.
      for (const table of all("table.sortable")) {
        const body = table.tBodies[0];
        const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
        if (!body || body.rows.length < 2) continue;
        const order = [...body.rows];
        const key = (row, index) => {
          const cell = row.cells[index];
          if (!cell) return null;
          const text = (cell.dataset.value ?? cell.firstChild?.textContent ?? "").trim();
          const number = Number.parseFloat(text.replaceAll(",", "").replace("\u2212", "-"));
          if (cell.tagName === "TD" && !Number.isNaN(number)) return number;
          return cell.tagName === "TH" || /\p{L}/u.test(text) ? text : null;
        };
        heads.forEach((head, index) => {
          const button = make("button", { type: "button", className: "sort" });
          button.append(...head.childNodes);
          head.append(button);
          button.addEventListener("click", () => {
            const before = head.getAttribute("aria-sort");
            const next = before === "ascending" ? "descending" : before === "descending" ? null : "ascending";
            for (const other of heads) other.removeAttribute("aria-sort");
            if (next) head.setAttribute("aria-sort", next);
            const rows = [...order];
            if (next) rows.sort((a, b) => {
              const [x, y] = [key(a, index), key(b, index)];
              if (x === null || y === null) return (x === null) - (y === null);
              const sign = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), undefined, { numeric: true });
              return next === "ascending" ? sign : -sign;
            });
            body.append(...rows);
          });
        });
      }

      // Values under the pointer.
      const note = make("div", { className: "pointed", hidden: true });
      note.setAttribute("aria-hidden", "true");
      document.body.append(note);
      const show = (text, event) => {
        note.textContent = text;
        note.hidden = false;
        const { width, height } = note.getBoundingClientRect();
        note.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8))}px`;
        note.style.top = `${event.clientY - height - 12 < 4 ? event.clientY + 18 : event.clientY - height - 12}px`;
      };
      const titleOf = (element) => {
        const title = [...element.children].find((child) => child.localName === "title");
        if (title) { element.dataset.title = title.textContent; title.remove(); }
        return element.dataset.title;
      };
      const curves = new WeakMap();
      const pointsOf = (svg) => {
        if (curves.has(svg)) return curves.get(svg);
        const marks = all(":is([class^=m], [class^=o]):has(> title)", svg).map((mark) => {
          const { x, y, width, height } = mark.getBBox();
          return { x: x + width / 2, y: y + height / 2, text: titleOf(mark) };
        });
        const points = marks.concat(all("path[data-y]", svg).flatMap((path) => {
          const places = [...path.getAttribute("d").matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)];
          const [xs, ys] = [path.dataset.x.split("\n"), path.dataset.y.split("\n")];
          return places.map((place, index) => ({ x: +place[1], y: +place[2], text: `${path.dataset.name}${xs[index]}: ${ys[index]}` }));
        }));
        const dot = points.length ? document.createElementNS("http://www.w3.org/2000/svg", "circle") : null;
        if (dot) { dot.setAttribute("class", "dot"); dot.setAttribute("r", "4"); }
        curves.set(svg, { points, dot });
        return { points, dot };
      };
      const squareAt = (svg, x, y) => {
        const data = svg.dataset;
        if (!data.values) return null;
        const [left, top, width, height] = data.place.split(" ").map(Number);
        const [rows, columns, names] = [data.rows, data.columns, data.names].map((text) => text.split("\n"));
        const row = Math.floor((y - top) / height * rows.length);
        const column = Math.floor((x - left) / width * columns.length);
        if (row < 0 || column < 0 || row >= rows.length || column >= columns.length) return null;
        return `${names[0]} ${rows[row]}, ${names[1]} ${columns[column]}: ${data.values.split("\n")[row * columns.length + column]}`;
      };
      const hide = (svg) => { note.hidden = true; curves.get(svg)?.dot?.remove(); };
      for (const svg of all("figure .panels svg")) {
        svg.addEventListener("pointermove", (event) => {
          const { points, dot } = pointsOf(svg);
          dot?.remove();
          const box = svg.getBoundingClientRect();
          const scale = svg.viewBox.baseVal.width / box.width;
          const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
          const marked = event.target.closest("[data-title], :has(> title)");
          let best = null;
          for (const point of points) {
            const distance = Math.hypot(point.x - x, point.y - y);
            if (distance < 14 && (!best || distance < best.distance)) best = { ...point, distance };
          }
          const square = best ? null : squareAt(svg, x, y);
          if (square) show(square, event);
          else if (best) {
            dot.setAttribute("cx", best.x);
            dot.setAttribute("cy", best.y);
            svg.append(dot);
            show(best.text, event);
          } else if (marked && marked !== svg) show(titleOf(marked), event);
          else note.hidden = true;
        });
        svg.addEventListener("pointerleave", () => hide(svg));
      }

      // Regions that do not scroll need no place in the order of the keyboard.
      const regions = all(".scroll, .code pre");
      const measure = () => { for (const region of regions) region.tabIndex = region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight ? 0 : -1; };
      measure();
      addEventListener("resize", measure);

      // Paper.
      let closed = [];
      addEventListener("beforeprint", () => { closed = all("details.printed:not([open])"); for (const details of closed) details.open = true; });
      addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
    })();
    """#
}
