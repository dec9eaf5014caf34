// One message as a bubble: texts, pictures, files, places, contacts, links, stickers, carousels.
import { bytes, element, formatted } from "./format.js";
import { carousel } from "./keyboard.js";

const TICK = { sent: "M2 6l3 3 6-7", delivered: "M2 6l3 3 6-7M7 8l1 1 6-7", seen: "M2 6l3 3 6-7M7 8l1 1 6-7" };

export function bubble(message, press) {
  const mine = message.from === "user";
  const made = element("li", { className: `bubble ${mine ? "mine" : ""}`, data: { testid: "message", from: message.from, id: message.id } });
  const content = (CONTENT[message.type] ?? CONTENT.text)(message, made, press);
  made.append(...[content].flat(), meta(message, mine));
  return made;
}

const words = (text) => element("span", { className: `text${/^\p{Extended_Pictographic}{1,2}$/u.test(text) ? " jumbo" : ""}` }, formatted(text));
const link = (address, ...inside) => element("a", { className: "card", href: /^https?:/.test(address) ? address : "#", target: "_blank", rel: "noopener" }, ...inside);
const about = (head, small) => element("span", {}, element("b", {}, head), element("small", {}, small));

const CONTENT = {
  text: (message) => words(message.text),
  picture(message, made) {
    made.classList.add("media");
    made.classList.toggle("nocaption", !message.text);
    const shown = element("img", { className: "picture", src: message.media, alt: message.text || "Picture", loading: "lazy" });
    shown.onclick = () => window.open(message.media, "_blank", "noopener");
    shown.onerror = () => shown.replaceWith(element("div", { className: "lost" }, "picture not found"));
    return [shown, ...(message.text ? [words(message.text)] : [])];
  },
  video: (message) => link(message.media, badge("▶", "round"), about(message.text || "Video", bytes(message.size ?? 0))),
  file: (message) => link(message.media, badge((message.file_name ?? "").split(".").pop().slice(0, 4)), about(message.file_name ?? "File", bytes(message.size ?? 0))),
  url: (message) => link(message.media, badge("↗", "round"), about(host(message.media), message.media)),
  contact: (message) => element("span", { className: "card" }, badge("☎", "round"), about(message.contact?.name ?? "", message.contact?.phone_number ?? "")),
  location(message, made) {
    made.classList.add("media");
    const { lat, lon } = message.location;
    return [element("a", { className: "map", href: `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}`, target: "_blank", rel: "noopener", ariaLabel: `Place ${lat}, ${lon}` }), words(`${lat}, ${lon}`)];
  },
  sticker(_message, made) {
    made.classList.add("bare");
    return element("span", { className: "sticker", role: "img", ariaLabel: "Sticker" }, "🐻");
  },
  rich_media(message, made, press) {
    made.classList.add("bare");
    return carousel(message.rich_media, (button) => press(button, message.id));
  },
  payment: (message) => element("span", { className: "card" }, badge("Pay"), about(message.payment?.description ?? "Payment", `${message.payment?.total_price} ${message.payment?.currency_code}`)),
};

function badge(text, more = "") {
  return element("span", { className: `badge ${more}`, ariaHidden: "true" }, text);
}

function host(address) {
  try { return new URL(address).host; } catch { return "Link"; }
}

function meta(message, mine) {
  const time = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const made = element("span", { className: "meta" }, time);
  if (mine) made.insertAdjacentHTML("beforeend", `<svg class="${message.status}" viewBox="0 0 16 11" role="img" aria-label="${message.status}"><path d="${TICK[message.status]}"/></svg>`);
  return made;
}

export function dots() {
  return element("li", { className: "bubble first last fresh", ariaLabel: "The bot is answering" }, element("span", { className: "dots" }, element("i"), element("i"), element("i")));
}

export function day(at) {
  const date = new Date(at), today = new Date();
  const days = Math.round((new Date(today.toDateString()) - new Date(date.toDateString())) / 864e5);
  const text = { 0: "Today", 1: "Yesterday" }[days] ?? date.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
  return element("li", { className: "day", role: "separator" }, text);
}
