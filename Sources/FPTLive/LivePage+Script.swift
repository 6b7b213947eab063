extension LivePage {
  /// Puts newer parts in the place of older ones: what has not changed stays as it is, with the reader's place, selection and open folds.
  static let script = """
    "use strict";
    (() => {
      const live = document.getElementById("live");
      const notebook = document.getElementById("notebook");

      // Makes `from` like `to`, node by node, so that a button keeps its focus and a fold stays open.
      const morph = (from, to) => {
        if (from.isEqualNode(to)) return;
        if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || from.id !== to.id) {
          from.replaceWith(to);
          return;
        }
        if (from.nodeType !== Node.ELEMENT_NODE) {
          from.nodeValue = to.nodeValue;
          return;
        }
        const isFold = from.nodeName === "DETAILS";
        for (const { name, value } of [...to.attributes]) {
          if (!(isFold && name === "open") && from.getAttribute(name) !== value) from.setAttribute(name, value);
        }
        for (const { name } of [...from.attributes]) {
          if (!(isFold && name === "open") && !to.hasAttribute(name)) from.removeAttribute(name);
        }
        children(from, to);
      };

      const children = (from, to) => {
        const wanted = [...to.childNodes];
        wanted.forEach((next, place) => {
          let present = from.childNodes[place];
          if (next.id && (!present || present.id !== next.id)) {
            const same = [...from.children].find((child) => child.id === next.id);
            if (same) {
              from.insertBefore(same, present ?? null);
              present = same;
            } else {
              from.insertBefore(next, present ?? null);
              return;
            }
          }
          if (present) morph(present, next);
          else from.append(next);
        });
        while (from.childNodes.length > wanted.length) from.lastChild.remove();
      };

      const put = (container, html) => {
        const template = document.createElement("template");
        template.innerHTML = html;
        children(container, template.content);
      };

      let wanted = notebook.dataset.revision;
      let isFetching = false;
      const fetchNotebook = async () => {
        if (isFetching) return;
        isFetching = true;
        try {
          while (notebook.dataset.revision !== wanted) {
            const revision = wanted;
            const answer = await fetch("notebook", { cache: "no-store" });
            if (!answer.ok) throw new Error(answer.status);
            put(notebook, "\\n" + await answer.text());
            notebook.dataset.revision = revision;
            const title = notebook.querySelector("h1");
            if (title) document.title = title.textContent + " · live";
          }
        } catch {
          // The stream says again what there is once the server is back.
        } finally {
          isFetching = false;
        }
      };

      const lost = document.createElement("p");
      lost.className = "lost";
      lost.setAttribute("role", "alert");
      lost.textContent = "The program has ended or cannot be reached. The page stays as it was.";
      let timer;
      const source = new EventSource("events");
      source.onopen = () => {
        clearTimeout(timer);
        timer = undefined;
        lost.remove();
      };
      source.onerror = () => {
        timer ??= setTimeout(() => document.body.prepend(lost), 1500);
      };
      source.addEventListener("live", (event) => put(live, "\\n" + event.data + "\\n"));
      source.addEventListener("notebook", (event) => {
        wanted = event.data;
        fetchNotebook();
      });

      // Asks without loading the page again.
      document.addEventListener("submit", (event) => {
        event.preventDefault();
        fetch(event.target.action, { method: "POST", redirect: "manual" }).catch(() => {});
      });
    })();

    """
}
