// The chat page: shows what the server streams, sends what the patient does.

import { bubble, element } from "/static/bubble.js";

const $ = (id) => document.getElementById(id);
const labels = $("phone").dataset;
const chat = Number(new URLSearchParams(location.search).get("chat")) || undefined;
const address = (path) => (chat ? `${path}?chat=${chat}` : path);
const SECONDS = { action: 5, toast: 4, answer: 15 };

const messages = new Map();
const pressed = new Map();
const answered = new Set();
const timers = {};
let run = null;
let edited = null;
let draft = "";

// What the server says

const source = new EventSource(address("/chat/events"));
source.onmessage = ({ data }) => {
  const change = JSON.parse(data);
  hear[change.type]?.(change);
};
source.onerror = () => state(labels.offline);

const hear = {
  hello(change) {
    if (run && run !== change.run) location.reload();
    run = change.run;
    state(labels.online);
    loadCommands();
  },
  ready() {
    $("log").ariaBusy = "false";
    $("welcome").hidden = messages.size > 0;
  },
  message(change) {
    const wasAtEnd = isAtEnd();
    messages.set(change.id, change);
    place(change);
    markLast();
    $("welcome").hidden = true;
    if (change.bot) state(labels.online);
    if (wasAtEnd || !change.bot) toEnd();
  },
  deleted({ id }) {
    messages.delete(id);
    find(id)?.remove();
    markLast();
  },
  action({ action }) {
    if (action === "cancel") return state(labels.online);
    state(labels[action] ?? labels.typing, true);
    later("action", () => state(labels.online));
  },
  answer({ callback, text, alert }) {
    release(callback);
    if (!text) return;
    if (alert) showAlert(text);
    else toast(text);
  },
};

function place(message) {
  const node = bubble(message, labels, gestures);
  const old = find(message.id);
  if (old) {
    const hadFocus = old.contains(document.activeElement);
    const value = document.activeElement?.dataset.value;
    old.replaceWith(node);
    if (hadFocus) (node.querySelector(`[data-value="${CSS.escape(value ?? "")}"]`) ?? node).focus();
    return;
  }
  const next = [...$("log").children].find((other) => Number(other.dataset.id) > message.id);
  $("log").insertBefore(node, next ?? null);
}

function find(id) {
  return $("log").querySelector(`[data-id="${id}"]`);
}

function lastOwn() {
  const own = [...messages.values()].filter((message) => !message.bot && !message.attachment);
  return own.sort((one, other) => one.id - other.id).at(-1);
}

function markLast() {
  $("log").querySelector(".foot button")?.remove();
  const last = lastOwn();
  if (!last) return;
  const button = element("button", { type: "button", textContent: labels.edit, title: labels.editHint });
  button.addEventListener("click", () => startEditing(last));
  find(last.id).querySelector(".foot").prepend(button);
}

function isAtEnd() {
  const log = $("log");
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

function toEnd() {
  $("log").scrollTop = $("log").scrollHeight;
}

function state(text, isActive = false) {
  if ($("state").textContent !== text) $("state").textContent = text;
  $("state").classList.toggle("active", isActive);
}

function later(name, done) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(done, (SECONDS[name] ?? SECONDS.answer) * 1000);
}

function toast(text) {
  $("toast").textContent = text;
  later("toast", () => $("toast").replaceChildren());
}

function showAlert(text) {
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

function release(callback) {
  answered.add(callback);
  const button = pressed.get(callback);
  pressed.delete(callback);
  if (button) button.ariaBusy = "false";
}

// What the patient does

async function send(path, values) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...values, chat }),
    });
    const result = await response.json();
    if (!response.ok) toast(labels[result.error] ?? labels.failed);
    return response.ok ? result : null;
  } catch {
    toast(labels.failed);
    return null;
  }
}

const gestures = {
  say: (text) => send("/chat/say", { text }),
  async press(button, data) {
    button.ariaBusy = "true";
    const message = Number(button.closest("[data-id]").dataset.id);
    const result = await send("/chat/press", { message, data });
    if (!result || answered.has(result.callback)) button.ariaBusy = "false";
    else {
      pressed.set(result.callback, button);
      setTimeout(() => release(result.callback), SECONDS.answer * 1000);
    }
  },
  async copy(text) {
    await navigator.clipboard.writeText(text);
    toast(labels.copied);
  },
};

async function submit() {
  const text = $("text").value.trim();
  if (!text) return;
  const wasEdited = edited;
  const sent = await (edited ? send("/chat/edit", { message: edited, text }) : gestures.say(text));
  if (!sent) return;
  if (wasEdited) stopEditing();
  else write("");
}

function startEditing(message) {
  if (!message) return;
  if (!edited) draft = $("text").value;
  edited = message.id;
  $("editing").hidden = false;
  write(message.text);
  $("text").focus();
}

function stopEditing() {
  edited = null;
  $("editing").hidden = true;
  write(draft);
  draft = "";
  $("text").focus();
}

function write(text) {
  $("text").value = text;
  resize();
}

function resize() {
  const wasAtEnd = isAtEnd();
  $("text").style.height = "auto";
  $("text").style.height = `${$("text").scrollHeight + 2}px`;
  if (wasAtEnd) toEnd();
}

// Menus

async function loadCommands() {
  const response = await fetch(address("/chat/commands")).catch(() => null);
  if (!response?.ok) return;
  const { description, commands } = await response.json();
  if (description) $("description").textContent = description;
  const items = commands.map(({ command, description: words }) => {
    const button = element("button", { type: "button" }, element("b", { textContent: `/${command}` }), words);
    button.dataset.say = `/${command}`;
    return button;
  });
  $("commands").replaceChildren(...(items.length ? items : [element("p", { textContent: labels.noCommands })]));
}

const openers = [...document.querySelectorAll("[data-menu]")];

function toggle(opener, isOpen) {
  opener.ariaExpanded = String(isOpen);
  $(opener.dataset.menu).hidden = !isOpen;
}

function closeMenus() {
  const open = openers.filter((opener) => opener.ariaExpanded === "true");
  open.forEach((opener) => toggle(opener, false));
  return open[0];
}

for (const opener of openers) {
  opener.addEventListener("click", async () => {
    const wasOpen = opener.ariaExpanded === "true";
    closeMenus();
    if (wasOpen) return;
    if (opener.dataset.menu === "commands") await loadCommands();
    toggle(opener, true);
    $(opener.dataset.menu).querySelector("button")?.focus();
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!event.target.closest(".menu, [data-menu]")) closeMenus();
  if (button?.dataset.say) {
    closeMenus();
    $("text").focus();
    await gestures.say(button.dataset.say);
  } else if (button?.dataset.attach) {
    closeMenus();
    const sent = await send("/chat/attach", { kind: button.dataset.attach, caption: $("text").value });
    if (sent && !edited) write("");
    $("text").focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const opener = closeMenus();
  if (opener) opener.focus();
  else if (edited) stopEditing();
});

$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "ArrowUp" && !$("text").value) {
    event.preventDefault();
    startEditing(lastOwn());
  }
});
$("text").addEventListener("input", resize);
$("cancel").addEventListener("click", stopEditing);
$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
$("text").focus();
