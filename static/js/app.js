// Extras over pages that work without any script.

const summary = document.querySelector("[data-error-summary]");

function showField(event) {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const question = field.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  (question ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
}

if (summary) {
  summary.focus();
  summary.addEventListener("click", showField);
}

const menu = document.querySelector(".ec-menu");

menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// "/" leads to the search field from anywhere, unless this person turned the key off (WCAG 2.1.4).
const find = document.querySelector("[data-find]");
const shortcut = document.querySelector("[data-shortcut]");
const OFF = "search-key-off";

function isKeyOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function tellKey() {
  find?.toggleAttribute("aria-keyshortcuts", false);
  if (!isKeyOff()) find?.setAttribute("aria-keyshortcuts", "/");
  const button = shortcut?.querySelector("button");
  if (button) button.textContent = isKeyOff() ? button.dataset.off : button.dataset.on;
}

if (find) {
  tellKey();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isKeyOff()) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    find.focus();
    find.select();
  });
}

if (shortcut && find) {
  shortcut.hidden = false;
  shortcut.querySelector("button").addEventListener("click", () => {
    try {
      isKeyOff() ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1");
    } catch {
      return;
    }
    tellKey();
  });
}
