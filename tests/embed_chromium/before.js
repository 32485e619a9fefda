// What the page was like before any embed.
addEventListener("securitypolicyviolation", (event) => {
  (window.violations ??= []).push(`${event.violatedDirective} ${event.blockedURI}`);
});
window.violations = [];
window.before = [];
window.before = Object.getOwnPropertyNames(window);
