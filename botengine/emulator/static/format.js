// Texts as a Viber client shows them: *bold* _italic_ ~strike~ ```mono```, links, and labels with tags.
const MARKS = { "*": "b", "_": "i", "~": "s" };
const JOINED = /[\p{L}\p{N}\u2060]/u; // beside a marker these make it an ordinary character

export function element(tag, properties = {}, ...children) {
  const { data, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

export function formatted(text) {
  const out = document.createDocumentFragment();
  let plainFrom = 0;
  for (let at = 0; at < text.length; at++) {
    const mark = text.startsWith("```", at) ? "```" : MARKS[text[at]] ? text[at] : "";
    const end = mark ? closing(text, at, mark) : -1;
    if (end < 0) { if (mark) at += mark.length - 1; continue; }
    out.append(linked(text.slice(plainFrom, at)));
    const inner = text.slice(at + mark.length, end);
    out.append(mark === "```" ? element("code", {}, inner.replace(/^\n|\n$/g, "")) : element(MARKS[mark], {}, formatted(inner)));
    plainFrom = end + mark.length;
    at = plainFrom - 1;
  }
  out.append(linked(text.slice(plainFrom)));
  return out;
}

function closing(text, at, mark) {
  const before = text[at - 1] ?? " ", after = text[at + mark.length] ?? " ";
  if (JOINED.test(before) || after === "\u2060" || (mark !== "```" && /\s/.test(after))) return -1;
  for (let end = text.indexOf(mark, at + mark.length + 1); end > 0; end = text.indexOf(mark, end + 1)) {
    if (mark !== "```" && text.slice(at, end).includes("\n")) return -1;
    const inside = text[end - 1], next = text[end + mark.length] ?? " ";
    if (inside !== "\u2060" && (mark === "```" || !/\s/.test(inside)) && !JOINED.test(next)) return end;
  }
  return -1;
}

function linked(text) {
  const out = document.createDocumentFragment();
  for (const part of text.split(/(\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/)) {
    out.append(/^https?:\/\//.test(part) ? element("a", { href: part, target: "_blank", rel: "noopener" }, part) : part);
  }
  return out;
}

const ALLOWED = new Set(["B", "I", "U", "S", "BR", "FONT"]);

export function label(html) {
  return copied(new DOMParser().parseFromString(html.slice(0, 2000), "text/html").body);
}

function copied(node) {
  const out = document.createDocumentFragment();
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) out.append(child.data);
    if (child.nodeType !== Node.ELEMENT_NODE) continue;
    if (!ALLOWED.has(child.tagName)) { out.append(copied(child)); continue; }
    const made = element(child.tagName === "FONT" ? "font" : child.tagName.toLowerCase(), {}, copied(child));
    const color = child.getAttribute("color"), size = Number(child.getAttribute("size"));
    if (/^#[0-9a-f]{3,8}$/i.test(color ?? "")) made.style.color = color;
    if (size >= 12 && size <= 32) made.style.fontSize = `${size}px`;
    out.append(made);
  }
  return out;
}

export function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words.length > 1 ? words[0][0] + words[words.length - 1][0] : name.slice(0, 2)).toUpperCase();
}

export function avatar(into, name, address) {
  into.replaceChildren(address ? element("img", { src: address, alt: "", onerror() { into.replaceChildren(initials(name)); } }) : initials(name));
}

export function bytes(size) {
  if (size < 1024) return `${size} B`;
  return size < 1048576 ? `${Math.round(size / 1024)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}
