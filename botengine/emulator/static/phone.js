// The page: which phones stand on it, and what each of them shows and does.
import { bubble, day, dots } from "./bubbles.js";
import { avatar, element } from "./format.js";
import { keyboard } from "./keyboard.js";
import { ask, call, sheet, toast } from "./talk.js";

const stage = document.getElementById("stage"), tabs = document.getElementById("tabs");
const wanted = new URLSearchParams(location.search).get("users")?.split(",").filter(Boolean);
const phones = new Map(), away = new Set();
const CALM = matchMedia("(prefers-reduced-motion: reduce)").matches;
let current = "", people = [], bots = [];

class Phone {
  constructor(person) {
    this.person = person;
    this.root = document.getElementById("phone").content.cloneNode(true).firstElementChild;
    this.root.dataset.user = person.id;
    this.root.setAttribute("aria-label", `Phone of ${person.name}`);
    this.bot = "";
    this.shown = new Map(); // message id -> {node, mark}
    this.answers = -1;
    this.keys = "";
    const find = (selector) => this.root.querySelector(selector);
    Object.assign(this, { log: find(".log"), scroll: find(".scroll"), keys_at: find(".keyboard"), bar: find(".bar"), entry: find(".entry"), toggle: find(".toggle"), down: find(".down"), welcome: find(".welcome") });
    find(".owner-name").textContent = person.name;
    find(".owner-about").textContent = `${person.language} · ${person.device}`;
    this.entry.id = `entry-${person.id}`;
    find(".close").onclick = () => putAway(person.id);
    find(".menu").onclick = (event) => this.menu(event.currentTarget);
    find(".plus").onclick = (event) => this.attach(event.currentTarget);
    find(".resubscribe").onclick = () => this.act("subscribe");
    this.toggle.onclick = () => this.toggleKeys();
    this.down.onclick = () => this.toBottom(true);
    this.scroll.onscroll = () => { this.down.hidden = this.atBottom(); };
    this.log.addEventListener("load", (event) => { if (this.log.lastElementChild.contains(event.target)) this.toBottom(); }, true);
    this.bar.onsubmit = (event) => { event.preventDefault(); this.write(); };
    this.entry.oninput = () => this.bar.classList.toggle("filled", this.entry.value.trim() !== "");
  }

  // What the person does

  async act(name, body = {}) {
    try {
      return await call("POST", `/users/${encodeURIComponent(this.person.id)}/${name}`, { ...body, ...(this.bot ? { bot: this.bot } : {}) });
    } catch (problem) {
      toast(problem.message);
      return null;
    }
  }

  async write() {
    const text = this.entry.value.trim();
    if (!text || !(await this.act("type", { text }))) return;
    this.entry.value = "";
    this.bar.classList.remove("filled");
    this.wait();
  }

  async press(button, message) {
    const where = message ? { message } : {};
    let extra = {};
    if (button.action_type === "share-phone") {
      extra = await ask("Share your phone number?", `${this.state.bot.name} will see it.`, "Share", [["phone", "Phone number", this.person.phone]]);
    } else if (button.action_type === "location-picker") {
      extra = await this.askPlace();
    }
    if (!extra) return;
    const result = await this.act("tap", { ...where, ...extra, index: button.index });
    if (result?.open) window.open(/^\w+:/.test(result.open) ? result.open : `https://${result.open}`, "_blank", "noopener");
    if (result) this.wait();
  }

  async askPlace() {
    const place = await ask("Send a location", "The place that the bot gets:", "Send", [["lat", "Latitude", "52.52"], ["lon", "Longitude", "13.405"]]);
    return place && { lat: Number(place.lat), lon: Number(place.lon) };
  }

  menu(button) {
    const { subscribed, bot } = this.state;
    const others = bots.filter((each) => each.id !== bot?.id).map((each) => [`Go to ${each.name}`, () => { this.bot = each.id; this.again(); }]);
    sheet(button, [
      ["Open chat", () => this.act("open").then(() => this.wait())],
      ["Open with a link …", () => this.openWithContext()],
      ...(others.length ? [null, ...others] : []), null,
      subscribed ? ["Unsubscribe", () => this.act("unsubscribe"), "danger"] : ["Subscribe", () => this.act("subscribe")],
    ], { top: "104px", right: "10px" });
  }

  async openWithContext() {
    const link = await ask("Open with a link", "The context of the deep link, as the bot gets it:", "Open", [["context", "Context", ""]]);
    if (link) this.act("open", link).then(() => this.wait());
  }

  attach(button) {
    const share = async () => {
      const card = await ask("Share your phone number?", "It goes to the bot as a contact.", "Share", [["phone", "Phone number", this.person.phone]]);
      if (card) this.act("share-phone", card).then(() => this.wait());
    };
    const place = async () => {
      const where = await this.askPlace();
      if (where) this.act("location", where).then(() => this.wait());
    };
    sheet(button, [["Share phone number …", share], ["Send location …", place]], { left: "10px", bottom: `${this.bar.parentElement.clientHeight - this.bar.offsetTop + 6}px` });
  }

  toggleKeys() {
    const open = this.toggle.getAttribute("aria-pressed") !== "true";
    this.toggle.setAttribute("aria-pressed", open);
    this.keys_at.hidden = !open;
    this.toBottom();
  }

  // What the person sees

  again() {
    this.shown.clear();
    this.log.replaceChildren();
    this.keys = "";
    this.refresh();
  }

  async refresh() {
    if (this.busy) { this.stale = true; return; }
    this.busy = true;
    try {
      this.show(await call("GET", `/users/${encodeURIComponent(this.person.id)}?last=120${this.bot ? `&bot=${encodeURIComponent(this.bot)}` : ""}`));
    } catch (problem) {
      this.busy = false;
      if (!people.some((each) => each.id === this.person.id)) return;
      this.trouble(problem.message);
    }
    this.busy = false;
    if (this.stale) { this.stale = false; this.refresh(); }
  }

  trouble(text) {
    this.state = { bot: null, messages: [], keyboard: null, subscribed: false, stage: "unknown", input: "hidden", answers: 0, trouble: text };
    this.show(this.state);
  }

  show(state) {
    const before = this.state;
    this.state = state;
    const fresh = state.messages.some((each) => !this.shown.has(each.id)), stay = this.atBottom();
    if (state.answers !== this.answers) this.wait(false);
    this.answers = state.answers;
    this.showHead(state);
    this.showMessages(state.messages, before !== undefined);
    this.showKeyboard(state);
    const opened = state.messages.length > 0 || state.stage !== "unknown";
    this.welcome.hidden = opened;
    if (!opened) this.showWelcome(state);
    if (fresh || stay) this.toBottom(before !== undefined);
    if (fresh && before && current !== this.person.id) tabs.querySelector(`[data-user="${CSS.escape(this.person.id)}"]`)?.classList.add("unread");
    this.see();
  }

  showHead({ bot, stage: how, trouble }) {
    const find = (selector) => this.root.querySelector(selector);
    const name = bot?.name ?? (trouble ? "Choose a bot" : "No bot yet");
    if (find(".bot-name").textContent !== name) {
      find(".bot-name").textContent = name;
      avatar(find("header .avatar"), name, bot?.avatar);
      this.log.setAttribute("aria-label", `Chat with ${name}`);
    }
    find(".presence").textContent = bot?.webhook ? "online" : "not connected";
    find(".banner").hidden = how !== "unsubscribed";
    find(".clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  showMessages(messages, animate) {
    const kept = new Set(messages.map((each) => each.id));
    for (const [id, { node }] of this.shown) if (!kept.has(id)) { node.remove(); this.shown.delete(id); }
    for (const message of messages) {
      const mark = `${message.status} ${message.at}`, old = this.shown.get(message.id);
      if (old?.mark === mark) continue;
      const node = bubble(message, (button, id) => this.press(button, id));
      if (old) old.node.replaceWith(node);
      else { this.log.append(node); if (animate) arrive(node); }
      this.shown.set(message.id, { node, mark });
    }
    for (const line of this.log.querySelectorAll(".day")) line.remove();
    messages.forEach((message, at) => {
      const { node } = this.shown.get(message.id), before = messages[at - 1], after = messages[at + 1];
      node.classList.toggle("first", before?.from !== message.from);
      node.classList.toggle("last", after?.from !== message.from);
      if (before?.at.slice(0, 10) !== message.at.slice(0, 10)) node.before(day(message.at));
    });
    if (this.waiting) this.log.append(this.waiting);
  }

  showKeyboard({ keyboard: keys, input, messages, stage: how, bot }) {
    const mark = JSON.stringify(keys);
    const talking = bot && (messages.length > 0 || how !== "unknown");
    this.bar.hidden = input === "hidden" || !talking;
    this.bar.classList.toggle("minimized", input === "minimized");
    this.toggle.hidden = !keys;
    if (mark === this.keys) return;
    this.keys = mark;
    if (keys && this.keys_at.hidden && !CALM) this.keys_at.animate([{ transform: "translateY(18px)", opacity: 0 }, {}], { duration: 180, easing: "ease-out" });
    this.keys_at.hidden = !keys;
    this.toggle.setAttribute("aria-pressed", "true");
    if (keys) keyboard(this.keys_at, keys, (button) => this.press(button));
  }

  // Made anew only where it changes: a press on the button must not be lost to a look at the news.
  showWelcome({ bot, trouble }) {
    const mark = JSON.stringify([bot?.name, bot?.avatar, !bot?.webhook, trouble, trouble && bots.map((each) => each.name)]);
    if (mark === this.welcomed) return;
    this.welcomed = mark;
    const picture = element("span", { className: "avatar" });
    avatar(picture, bot?.name ?? "?", bot?.avatar);
    const head = element("h2", {}, bot?.name ?? "No bot yet");
    if (bot) {
      const go = element("button", { className: "open-chat", type: "button", onclick: () => this.act("open").then(() => this.wait()) }, "Open chat");
      this.welcome.replaceChildren(picture, head, element("p", {}, bot.webhook ? "Open the chat to begin the conversation." : "The bot has not set its webhook yet. Is it running?"), go);
    } else if (trouble) {
      const choice = bots.map((each) => element("button", { className: "open-chat", type: "button", onclick: () => { this.bot = each.id; this.again(); } }, each.name));
      this.welcome.replaceChildren(element("h2", {}, "Which bot?"), ...choice);
    } else {
      this.welcome.replaceChildren(picture, head, element("p", {}, "Start a bot that talks to this address instead of Viber's:"), element("code", {}, `${location.origin}/pa`));
    }
  }

  // Dots until the bot answers, but not for ever.
  wait(on = true) {
    clearTimeout(this.timer);
    if (!on) { this.waiting?.remove(); this.waiting = null; return; }
    const asked = this.answers;
    this.timer = setTimeout(() => {
      if (this.answers !== asked || this.waiting) return;
      this.waiting = dots();
      this.log.append(this.waiting);
      this.toBottom(true);
      this.timer = setTimeout(() => this.wait(false), 8000);
    }, 250);
  }

  see() {
    const unseen = this.state.messages.some((each) => each.from === "bot" && each.status !== "seen");
    const visible = document.visibilityState === "visible" && this.root.offsetParent !== null;
    if (unseen && visible && this.state.subscribed) this.act("seen");
  }

  atBottom() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60;
  }

  toBottom(smooth) {
    requestAnimationFrame(() => this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: smooth ? "smooth" : "instant" }));
  }
}

function arrive(node) {
  node.classList.add("fresh");
  node.addEventListener("animationend", () => node.classList.remove("fresh"), { once: true });
}

// Which phones stand here

const summoned = new Set();

async function newcomer() {
  const about = await ask("Add a phone", "A new person, or one whose phone was put away.", "Add", [["name", "Name", ""], ["language", "Language", ["de", "en", "uk", "ru"]], ["device", "Device", ["phone", "desktop"]]]);
  if (!about) return;
  const known = people.find((each) => each.name === about.name || each.id === about.name);
  try {
    const person = known ?? (await call("POST", "/users", about));
    away.delete(person.id);
    wanted?.push(person.id);
    summoned.add(person.id);
    current = person.id;
    await arrange();
    phones.get(person.id)?.root.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
  } catch (problem) { toast(problem.message); }
}

function putAway(id) {
  away.add(id);
  summoned.delete(id);
  arrange();
}

async function arrange() {
  [people, bots] = await Promise.all([call("GET", "/users"), call("GET", "/bots")]);
  const chosen = wanted ? people.filter((each) => wanted.includes(each.id)) : people.filter((each, at) => at < 3 || summoned.has(each.id));
  const here = chosen.filter((each) => !away.has(each.id));
  for (const [id, phone] of phones) if (!here.some((each) => each.id === id)) { phone.root.remove(); phones.delete(id); }
  for (const person of here) {
    if (phones.has(person.id)) continue;
    const phone = new Phone(person);
    phones.set(person.id, phone);
    stage.append(phone.root);
  }
  document.body.classList.toggle("lonely", here.length === 0);
  stage.querySelector(".nobody")?.remove();
  if (!here.length) stage.append(element("div", { className: "nobody" }, element("h1", {}, "No phone here yet"), element("p", {}, "Who is going to talk to the bot?")));
  if (!phones.has(current)) current = here[0]?.id ?? "";
  for (const phone of phones.values()) phone.refresh();
  choose(current);
}

function choose(id) {
  current = id;
  const names = [...phones.values()].map(({ person }) => [person.id, person.name]);
  tabs.replaceChildren(...[...names, ["+", "+"]].map(([key, name]) => {
    const tab = element("button", { type: "button", role: "tab", ariaSelected: String(key === id), onclick: () => (key === "+" ? newcomer() : choose(key)), data: { user: key } }, name);
    if (key === "+") tab.setAttribute("aria-label", "Add a phone");
    return tab;
  }));
  for (const [key, phone] of phones) phone.root.classList.toggle("current", key === id);
  const phone = phones.get(id);
  if (phone?.state) { phone.toBottom(); phone.see(); }
}

document.getElementById("add").onclick = newcomer;

const events = new EventSource("/control/events");
events.onopen = () => arrange();
events.onmessage = ({ data }) => {
  const { user, people: changed, problem, board } = JSON.parse(data);
  if (board !== undefined) { const pinned = document.getElementById("board"); pinned.textContent = board; pinned.hidden = !board; return; }
  if (changed) arrange();
  const phone = phones.get(user);
  if (phone && problem) toast(`${phone.person.name}: ${problem}`);
  else phone?.refresh();
};
document.addEventListener("visibilitychange", () => { for (const phone of phones.values()) if (phone.state) phone.see(); });
