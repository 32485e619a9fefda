// The page as markup, as it stands: open shadow trees in the place of their hosts, slots filled, without scripts. Argument: the
// largest length. What most of the page's links are in is shown, as it is once a dialogue above it is answered.
const [limit] = arguments;
const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
const RAW = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext']);
const DEPTH = 400;
const out = [];
let size = 0;
const put = (text) => {
  size += text.length;
  if (size > limit) throw new RangeError('too large');
  out.push(text);
};
const NAMED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\u00a0': '&nbsp;' };
const escaped = (text) => text.replace(/[&<>"\u00a0]/g, (c) => NAMED[c]);
const all = document.links.length;
const isMost = (element) => all > 0 && element.querySelectorAll('a[href]').length * 2 >= all;
const isHiding = (name, value) =>
  name === 'inert' || name === 'hidden' || (name === 'aria-hidden' && value === 'true') ||
  (name === 'style' && /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])/i.test(value));
const isDialogue = (element) =>
  element.getAttribute('aria-modal') === 'true' || (element.localName === 'dialog' && element.open);
function writeAll(nodes, depth) {
  for (const node of nodes) write(node, depth);
}
function write(node, depth) {
  if (node.nodeType === Node.TEXT_NODE) return put(escaped(node.data));
  if (node.nodeType !== Node.ELEMENT_NODE || depth > DEPTH) return;
  const name = node.localName;
  if (name === 'noscript' || name === 'template') return;
  if (name === 'script' && !/json/i.test(node.type)) return;
  if (isDialogue(node) && !isMost(node)) return;
  if (name === 'slot' && node.getRootNode() instanceof ShadowRoot) {
    const assigned = node.assignedNodes();
    return writeAll(assigned.length > 0 ? assigned : node.childNodes, depth + 1);
  }
  put('<' + name);
  for (const { name: key, value } of node.attributes) {
    if (/[\s"'<>/=\0]/.test(key) || /^on/i.test(key)) continue;
    if (isHiding(key, value) && isMost(node)) continue;
    put(` ${key}="${escaped(value)}"`);
  }
  put('>');
  if (VOID.has(name)) return;
  if (RAW.has(name)) put(node.textContent.replace(/<\/(?=script|style|xmp|iframe|noembed|noframes)/gi, '<\\/'));
  else writeAll((node.shadowRoot ?? node).childNodes, depth + 1);
  put(`</${name}>`);
}
try {
  if (document.doctype) put('<!DOCTYPE html>');
  if (document.documentElement) write(document.documentElement, 0);
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  return { url: document.URL, kind: document.contentType, large: true, text: '' };
}
return { url: document.URL, kind: document.contentType, large: false, text: out.join('') };
