// What is wrong on the screen, as JSON: evaluated in the chat page once it shows the last message.
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const name = (node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`;
  const log = document.querySelector("#log");
  const last = log.lastElementChild;
  const inner = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
  };
  const isInside = (one, other) => one.left >= other.left - 0.5 && one.right <= other.right + 0.5
    && one.top >= other.top - 0.5 && one.bottom <= other.bottom + 0.5;

  const screen = { left: 0, right: document.documentElement.clientWidth };
  const wide = all("html, body, #phone, #log, #log :not(.hidden, .command)").filter((node) =>
    (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== "inline")
    || node.getBoundingClientRect().right > screen.right + 0.5
    || node.getBoundingClientRect().left < -0.5);
  const cut = all(".key").filter((key) => !isInside(inner(key), key.getBoundingClientRect()));

  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 2;

  const tall = all("html, body, #phone").filter((node) => node.scrollHeight > node.clientHeight + 1);
  log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top - 8;
  return JSON.stringify({
    wide: wide.map(name),
    cut: cut.map(name),
    tall: tall.map(name),
    isAtEnd,
    text: last.querySelector(".body")?.innerText ?? "",
    paper: last.querySelector(".paper[download]")?.download ?? "",
  });
})()
