// What became of the page, for the test to read.
addEventListener("load", () => setTimeout(() => {
  const named = new Set(window.before);
  const feeds = [...document.querySelectorAll("byline-feed")].map((element) => {
    const root = element.shadowRoot;
    if (!root) return { feed: element.getAttribute("feed"), filled: false };
    const all = [...root.querySelectorAll("*")];
    const style = (it) => getComputedStyle(it);
    const isShown = (it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && it.getBoundingClientRect().height >= 10 && parseFloat(style(it).fontSize) >= 10
      && style(it).clipPath === "none" && style(it).position === "static";
    const first = (select) => root.querySelector(select);
    return {
      feed: element.getAttribute("feed"),
      filled: true,
      titles: [...root.querySelectorAll(".title")].map((it) => it.textContent),
      links: all.filter((it) => it.href !== undefined || it.src !== undefined).map((it) => it.href ?? it.src),
      kinds: [...new Set(all.map((it) => it.localName))],
      attributes: [...new Set(all.flatMap((it) => it.getAttributeNames()))],
      display: first(".item") && style(first(".item")).display,
      title_color: first(".title") && style(first(".title")).color,
      shown: all.filter(isShown).map((it) => it.getAttribute("part")).filter(Boolean),
      text: root.firstChild.textContent,
    };
  });
  document.getElementById("report").textContent = JSON.stringify({
    title: document.title,
    // Indexed and named windows are frames, not globals.
    globals: Object.getOwnPropertyNames(window).filter((name) => !named.has(name) && !/^\d+$/.test(name)),
    violations: window.violations,
    cookie: document.cookie,
    stored: localStorage.length + sessionStorage.length,
    requests: performance.getEntriesByType("resource").map((it) => it.name),
    feeds,
  });
}, 200));
