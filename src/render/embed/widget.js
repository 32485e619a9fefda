// The widget of byline's feeds: a custom element that shows headlines with their makers and owners.
//
// Complete in itself: style and items come with it, nothing else is asked for, nothing is kept or told.
// Everything from outside becomes a text node or an attribute that cannot run; markup is never parsed.
// Several scripts on one page share one definition: the first defines, the others hand over their feed.
(() => {
  "use strict";
  const feed = FEED;
  const style = STYLE;
  const tag = "byline-feed";
  const script = document.currentScript;
  const known = customElements.get(tag);
  if (known) {
    if (known.show) known.show(feed, script);
    return;
  }

  // Feeds by id; elements in the page; the feed of an element that its script put there.
  const feeds = new Map();
  const live = new Set();
  const own = new WeakMap();
  const options = ["data-limit", "data-images"];

  const make = (kind, name, ...inside) => {
    const it = document.createElement(kind);
    if (name) {
      it.className = name;
      it.setAttribute("part", name);
    }
    it.append(...inside);
    return it;
  };
  const isWeb = (url) => /^https?:\/\//.test(url);
  const link = (name, text, url, rel) => {
    const it = make(isWeb(url) ? "a" : "span", name, text);
    if (isWeb(url)) {
      it.href = url;
      it.rel = rel || "noopener";
    }
    return it;
  };
  const auto = (it) => {
    it.dir = "auto";
    return it;
  };

  const termsOf = (from, rights) => link("terms", from.terms, rights.u, "license noopener");
  const rightsOf = (rights, ...more) =>
    make("details", "rights", auto(make("summary", "holder", rights.h)), auto(make("p", "notice", rights.n, ...more)));
  const itemOf = (from, item, images) => {
    const row = make("li", "item");
    if (item.l) row.lang = item.l;
    row.append(auto(link("title", item.t, item.u)));
    if (item.s) row.append(auto(make("p", "summary", item.s)));
    const owner = auto(make("span", "picture", item.p || ""));
    if (images && isWeb(item.i)) {
      const image = make("img", "image");
      image.alt = "";
      image.loading = "lazy";
      image.referrerPolicy = "no-referrer";
      image.onerror = () => {
        image.remove();
        owner.remove();
      };
      image.src = item.i;
      row.append(image);
    }
    const meta = make("div", "meta");
    if (item.d) {
      const time = make("time", "time", item.d[1]);
      time.dateTime = item.d[0];
      time.dir = "ltr";
      meta.append(time);
    }
    const rights = from.rights[item.r];
    meta.append(make("cite", "source", auto(link("", item.c.t, item.c.u))));
    if (images && isWeb(item.i) && item.p) meta.append(owner);
    meta.append(rightsOf(rights, " ", termsOf(from, rights)));
    row.append(meta);
    return row;
  };
  const partsOf = (from, element) => {
    const limit = parseInt(element.getAttribute("data-limit"), 10);
    const items = limit > 0 ? from.items.slice(0, limit) : from.items;
    const images = element.hasAttribute("data-images");
    const list = make("ul", "list", ...items.map((item) => itemOf(from, item, images)));
    list.setAttribute("role", "list");
    const section = make("section", "feed", make("h2", "heading", auto(link("", from.title, from.url))));
    section.append(items.length ? list : make("p", "empty", from.empty));
    const publisher = auto(link("publisher", from.by.t, from.by.u));
    section.append(make("footer", "credit", publisher, termsOf(from, from.rights[0]), rightsOf(from.rights[0])));
    section.lang = from.lang;
    section.dir = from.dir;
    section.setAttribute("aria-label", from.title);
    return section;
  };

  // A sheet that a script makes is the script's own: a page's style-src does not concern it.
  let sheet;
  const fill = (element) => {
    const from = own.get(element) || feeds.get(element.getAttribute("feed"));
    if (!from) return;
    const root = element.shadowRoot || element.attachShadow({ mode: "open" });
    root.replaceChildren(partsOf(from, element));
    try {
      if (!sheet) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
      }
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(make("style", "", style));
    }
  };

  // After its own script, unless the page has written an element for this feed; not in the head.
  const place = (from, script) => {
    const written = [...live].some((it) => !own.has(it) && it.getAttribute("feed") === from.id);
    if (written || !script.isConnected || script.closest("head")) return;
    const element = document.createElement(tag);
    element.setAttribute("feed", from.id);
    for (const name of options) {
      if (script.hasAttribute(name)) element.setAttribute(name, script.getAttribute(name));
    }
    own.set(element, from);
    script.after(element);
  };

  customElements.define(tag, class extends HTMLElement {
    static observedAttributes = ["feed", ...options];
    static show(from, script) {
      // The latest counts: what was withdrawn since must not stay.
      feeds.set(from.id, from);
      for (const it of live) {
        if (it.getAttribute("feed") === from.id) fill(it);
      }
      if (!script) return;
      if (document.readyState !== "loading") place(from, script);
      else document.addEventListener("DOMContentLoaded", () => place(from, script));
    }
    connectedCallback() {
      live.add(this);
      fill(this);
    }
    disconnectedCallback() {
      live.delete(this);
    }
    attributeChangedCallback() {
      if (this.isConnected) fill(this);
    }
  });
  customElements.get(tag).show(feed, script);
})();
