// Draws one message. Everything that was typed becomes a text node, never markup.

const LINKS = new Set(["http:", "https:", "mailto:"]);
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote" };
const time = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit" });

export function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/** The message as a node; `gestures` are say(text), press(button, value), copy(text). */
export function bubble(message, labels, gestures) {
  const node = element("div", { className: message.bot ? "message" : "message mine", tabIndex: -1 });
  node.dataset.id = message.id;
  const inside = element("div", { className: "bubble" },
    element("span", { className: "hidden", textContent: `${message.bot ? labels.bot : labels.you}. ` }));
  if (message.attachment) inside.append(attachment(message, labels));
  if (message.text) inside.append(element("div", { className: "body" }, rich(message, labels, gestures)));
  inside.append(foot(message, labels));
  node.append(inside);
  if (message.keyboard.length) {
    node.classList.add("has-keyboard");
    node.append(keyboard(message.keyboard, labels, gestures));
  }
  return node;
}

function foot(message, labels) {
  const date = new Date(message.date * 1000);
  const node = element("div", { className: "foot" });
  if (message.edited) node.append(element("span", { textContent: labels.edited }));
  node.append(element("time", { dateTime: date.toISOString(), textContent: time.format(date) }));
  return node;
}

function keyboard(rows, labels, gestures) {
  return element("div", { className: "keyboard" }, ...rows.map((row) =>
    element("div", { className: "row" }, ...row.map((button) => key(button, labels, gestures)))));
}

function key({ text, kind, value }, labels, gestures) {
  if (kind === "url" && isLink(value)) {
    return link(value, text, "key");
  }
  const node = element("button", { type: "button", className: "key", textContent: text });
  if (kind === "callback_data") {
    node.dataset.value = value;
    node.addEventListener("click", () => gestures.press(node, value));
  } else if (kind === "copy_text") {
    node.addEventListener("click", () => gestures.copy(value.text));
  } else {
    Object.assign(node, { disabled: true, title: labels.unavailable });
  }
  return node;
}

function attachment(message, labels) {
  const { kind, name, size, address, width, height } = message.attachment;
  if (!address) {
    const label = labels[`kind${kind[0].toUpperCase()}${kind.slice(1)}`];
    return element("p", { className: "simulated", textContent: label });
  }
  if (kind === "photo") {
    const alt = message.text || labels.picture;
    const node = link(address, "", "picture");
    node.append(element("img", { src: address, alt, width, height }));
    return node;
  }
  const node = element("a", { href: address, download: name, className: "paper" });
  node.append(element("span", {}, name,
    element("span", { className: "size", textContent: `${labels.download} (${readable(size)})` })));
  return node;
}

function readable(bytes) {
  const [unit, amount] = bytes < 1000 ? ["byte", bytes]
    : bytes < 1e6 ? ["kilobyte", bytes / 1000] : ["megabyte", bytes / 1e6];
  const style = { style: "unit", unit, maximumFractionDigits: 1 };
  return new Intl.NumberFormat("fr", style).format(amount);
}

function rich(message, labels, gestures) {
  const pending = [...message.entities];
  return stretch(0, message.text.length);

  function stretch(start, end) {
    const node = document.createDocumentFragment();
    let at = start;
    while (pending.length && pending[0].offset < end) {
      const entity = pending.shift();
      if (entity.offset < at) continue;
      const stop = Math.min(entity.offset + entity.length, end);
      node.append(message.text.slice(at, entity.offset));
      const words = message.text.slice(entity.offset, stop);
      node.append(marked(entity, words, stretch(entity.offset, stop)));
      at = isBlock(entity) && message.text[stop] === "\n" ? stop + 1 : stop;
    }
    node.append(message.text.slice(at, end));
    return node;
  }

  function marked(entity, words, content) {
    switch (entity.type) {
      case "bot_command": return command(words, gestures);
      case "spoiler": return spoiler(content, labels);
      case "text_link": return isLink(entity.url) ? link(entity.url, content) : content;
      case "email": return link(`mailto:${words}`, content);
      case "url": {
        const address = /^https?:/i.test(words) ? words : `https://${words}`;
        return isLink(address) ? link(address, content) : content;
      }
      default: return TAGS[entity.type] ? element(TAGS[entity.type], {}, content) : content;
    }
  }
}

function isBlock({ type }) {
  return ["pre", "blockquote", "expandable_blockquote"].includes(type);
}

function command(words, gestures) {
  const node = element("button", { type: "button", className: "command", textContent: words });
  node.addEventListener("click", () => gestures.say(words));
  return node;
}

function spoiler(content, labels) {
  const node = element("button", { type: "button", className: "spoiler", ariaLabel: labels.reveal });
  node.append(content);
  node.addEventListener("click", () => {
    node.classList.add("shown");
    node.removeAttribute("aria-label");
  });
  return node;
}

function link(href, content, className = "") {
  return element("a", { href, className, target: "_blank", rel: "noopener noreferrer" }, content);
}

function isLink(value) {
  try {
    return LINKS.has(new URL(value).protocol);
  } catch {
    return false;
  }
}
