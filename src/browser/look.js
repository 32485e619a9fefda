// Counts what the page shows now, for readiness.rs. Arguments: the selector or null, and how many elements are counted.
const [selector, most] = arguments;
let elements = 0, links = 0, matched = selector ? 0 : -1;
const roots = [document];
while (roots.length > 0 && elements < most) {
  const root = roots.pop();
  if (matched >= 0) {
    try {
      matched += root.querySelectorAll(selector).length;
    } catch {
      matched = -1;
    }
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
  for (let it = walker.nextNode(); it && elements < most; it = walker.nextNode()) {
    elements += 1;
    links += it.localName === 'a' ? 1 : 0;
    if (it.shadowRoot) roots.push(it.shadowRoot);
  }
}
const text = document.body ? document.body.textContent.length : 0;
return { state: document.readyState, url: document.URL, elements, links, text, matched };
