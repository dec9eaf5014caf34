// A few conveniences. Every page works without them.
document.documentElement.classList.add("js");

const burger = document.querySelector(".burger");
burger?.addEventListener("click", () => {
  const open = document.body.classList.toggle("open");
  burger.setAttribute("aria-expanded", String(open));
});

// data-copy: a button that copies its text
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
});

// what was done is said once: not again when the page is loaded anew
if (location.search.includes("done=")) history.replaceState(null, "", location.pathname);

// data-sure: a button that asks before it does what cannot be undone
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.sure;
  if (question && !window.confirm(question)) event.preventDefault();
});

// a form is sent once, however often its button is pressed; meanwhile a wheel turns on it
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.hasAttribute("data-sent")) return event.preventDefault();
  event.target.setAttribute("data-sent", "");
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(again, 20_000); // whoever stopped it may try again
});
function again() {
  for (const form of document.querySelectorAll("[data-sent]")) form.removeAttribute("data-sent");
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}
addEventListener("pageshow", again); // back from the next page

// data-fresh="5": a part of the page (with an id) that is fetched anew every 5 seconds, unless somebody is at it
async function freshen(id) {
  const old = document.getElementById(id);
  if (document.hidden || !old || old.matches(":focus-within") || old.querySelector("[data-touched]")) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.url.includes("/web/login")) location.assign(answer.url); // logged out: nothing stays on the screen
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(id);
  if (fresh && fresh.innerHTML !== old.innerHTML) old.replaceChildren(...fresh.childNodes);
  const menu = page.querySelector("nav ul");
  if (menu) document.querySelector("nav ul")?.replaceChildren(...menu.childNodes);
}
for (const part of document.querySelectorAll("[data-fresh]")) {
  setInterval(() => freshen(part.id), Number(part.dataset.fresh) * 1000);
}
// data-live="ADDRESS": a part of the page that is fetched anew whenever the server says that something happened
for (const part of document.querySelectorAll("[data-live]")) {
  new EventSource(part.dataset.live).onmessage = () => freshen(part.id);
}
document.addEventListener("input", (event) => event.target.setAttribute("data-touched", ""));
