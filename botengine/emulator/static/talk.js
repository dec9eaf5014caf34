// The control API, toasts, dialogs and menus.
import { element } from "./format.js";

export async function call(method, path, body) {
  const options = { method, headers: { "Content-Type": "application/json" } };
  const answer = await fetch(`/control${path}`, { ...options, body: body && JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error ?? `HTTP ${answer.status}`);
  return result;
}

const toasts = document.getElementById("toasts");

export function toast(text) {
  const shown = element("div", { className: "toast" }, text);
  toasts.append(shown);
  while (toasts.children.length > 3) toasts.firstChild.remove();
  setTimeout(() => shown.remove(), 6000);
}

// Ask for some fields: [[name, label, value or choices]]; resolves to {name: value}, or null if cancelled.
export function ask(title, text, button, fields) {
  const dialog = document.getElementById("dialog");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = text;
  dialog.querySelector(".primary").textContent = button;
  const inputs = fields.map(([name, words, value]) => element("label", {}, words, entry(name, value)));
  dialog.querySelector(".fields").replaceChildren(...inputs);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    const values = Object.fromEntries(new FormData(dialog.querySelector("form")));
    resolve(dialog.returnValue === "ok" ? values : null);
  }, { once: true }));
}

function entry(name, value) {
  if (!Array.isArray(value)) return element("input", { name, value, required: true, maxLength: 400 });
  return element("select", { name }, ...value.map((each) => element("option", {}, each)));
}

// A small menu beside a button: [[label, action, className?] or null for a line].
export function sheet(beside, entries, place) {
  const screen = beside.closest(".screen");
  const open = screen.querySelector(".sheet");
  open?.remove();
  if (open?.dataset.of === beside.className) return;
  const made = element("div", { className: "sheet", role: "menu", data: { of: beside.className } });
  Object.assign(made.style, place);
  made.append(...entries.map((entry) => entry ? element("button", { type: "button", role: "menuitem", className: entry[2] ?? "", onclick() { away(); entry[1](); } }, entry[0]) : element("hr")));
  const away = (event) => {
    if (event?.type === "keydown" && event.key !== "Escape") return;
    if (event?.type === "pointerdown" && (made.contains(event.target) || beside.contains(event.target))) return;
    made.remove();
    document.removeEventListener("pointerdown", away);
    document.removeEventListener("keydown", away);
  };
  document.addEventListener("pointerdown", away);
  document.addEventListener("keydown", away);
  screen.append(made);
  made.querySelector("button").focus();
}
