// Keyboards and carousels: buttons in the grid places that the emulator has worked out.
import { element, label } from "./format.js";

const COLOR = /^#[0-9a-f]{3,8}$/i;

export function key(button, press) {
  const { text_size: size = "regular", text_h_align: h = "center", text_v_align: v = "middle" } = button;
  const made = element("button", { type: "button", className: `key ${oneOf(size, ["small", "large"], "regular")} ${oneOf(h, ["left", "right"], "center")} ${oneOf(v, ["top", "bottom"], "middle")}`, data: { index: button.index } });
  made.style.gridArea = `${button.row + 1} / ${button.column + 1} / span ${button.rows} / span ${button.columns}`;
  if (COLOR.test(button.bg_color)) made.style.backgroundColor = button.bg_color;
  if (button.bg_media) made.style.backgroundImage = `url("${encodeURI(button.bg_media)}")`;
  if (button.image) made.append(element("img", { src: button.image, alt: "", onerror() { this.remove(); } }));
  const words = element("span", {}, label(button.html));
  words.style.setProperty("--lines", button.rows * 2);
  if (button.text_opacity !== undefined) words.style.opacity = Math.max(0, Math.min(100, button.text_opacity)) / 100;
  made.append(words);
  if (!button.text) made.setAttribute("aria-label", button.action_body);
  made.title = button.action_type === "reply" ? "" : `${button.action_type}: ${button.action_body}`;
  if (button.action_type === "none") made.classList.add("idle");
  else made.addEventListener("click", () => { flash(made); press(button); });
  return made;
}

function flash(made) {
  made.classList.add("pressed");
  setTimeout(() => made.classList.remove("pressed"), 140);
}

function oneOf(value, known, otherwise) {
  return known.includes(value) ? value : otherwise;
}

export function grid(rows, columns, press) {
  const made = element("div", { className: "grid" }, ...rows.flat().map((button) => key(button, press)));
  made.style.setProperty("--columns", columns);
  return made;
}

export function keyboard(into, shown, press) {
  const made = grid(shown.rows, 6, press);
  made.classList.toggle("tall", shown.default_height);
  into.replaceChildren(made);
  into.scrollTop = 0;
  into.parentElement.style.setProperty("--keys-bg", COLOR.test(shown.bg_color) ? shown.bg_color : "");
}

export function carousel(rich, press) {
  return element("div", { className: "carousel" }, ...rich.cards.map((card) => {
    const slide = element("div", { className: "slide" }, grid(card.rows, rich.columns, press));
    slide.style.setProperty("--columns", rich.columns);
    if (COLOR.test(rich.bg_color)) slide.style.backgroundColor = rich.bg_color;
    return slide;
  }));
}
