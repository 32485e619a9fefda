// 岱岳网
// The pager of the content system: page 0 is NAME.EXT, the others NAME_1.EXT and so on.
function createPageHTML(count, current, name, ext) {
  if (count <= 1) { return; }
  var to = function (page, text) {
    return '<a href="' + name + (page ? "_" + page : "") + "." + ext + '">' + text + "</a> ";
  };
  var html = current > 0 ? to(current - 1, "上一页") : "";
  for (var page = 0; page < count; page++) {
    html += page === current ? "<b>" + (page + 1) + "</b> " : to(page, page + 1);
  }
  if (current < count - 1) { html += to(current + 1, "下一页"); }
  document.write(html);
}
function doZoom(size) {
  var body = document.getElementById("zoom");
  if (body) { body.style.fontSize = size + "px"; }
}
// Pictures are loaded when the page stands.
window.onload = function () {
  var pictures = document.getElementsByTagName("img");
  for (var i = 0; i < pictures.length; i++) {
    var later = pictures[i].getAttribute("data-src");
    if (later) { pictures[i].src = later; }
  }
};
