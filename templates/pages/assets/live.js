// While one types: the figures, the court and what is wrong, as the server works them out; the fields that now make
// sense, and those that no longer do. The reader's place is never taken.

const form = document.querySelector("form[data-step]");
const panel = form?.querySelector('[data-module="live"]');

const DELAY = 400;
let timer;
let asked;
// Fields that the reader has left at least once: the others are not told yet that they are wrong.
const left = new Set();
// While the page is written again, the fields that go away say that they are left: nobody left them.
let writing = false;
// Between the press of a button and its release, it must stay the same button.
let pressed = false;

const texts = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
const named = (name) => form.querySelector(`[name="${CSS.escape(name)}"]:not([type="hidden"])`);

function later(delay = DELAY) {
  clearTimeout(timer);
  timer = setTimeout(ask, delay);
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  const sent = texts();
  try {
    const address = form.querySelector("[data-src]").dataset.src;
    const answer = await fetch(address, { method: "POST", body: sent, headers: { Accept: "application/json" }, signal });
    if (!answer.ok) return;
    const told = await answer.json();
    if (signal.aborted) return;
    tellFigures(told);
    tellFields(told, sent);
  } catch {
    // Nobody answers: the buttons of the page will say so.
  }
}

// Figures and court.

function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "className") made.className = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const linesOf = (told) =>
  element("dl", { "data-live": "totals" }, ...told.totals.map((line) => element("div", { className: "row" }, element("dt", {}, line.label), element("dd", { className: "num" }, line.value))));

function tellFigures(told) {
  const place = form.querySelector("div[data-live]");
  if (!place) return;
  const parts = [];
  if (told.totals.length) {
    parts.push(linesOf(told));
    if (told.partial) parts.push(element("p", { className: "small", "data-live": "partial" }, "Sans ce qui reste à compléter ou à corriger."));
  } else if (told.refused) {
    parts.push(element("p", { className: "error" }, told.refused));
  } else {
    parts.push(element("p", { className: "hint" }, "Les sommes et le tribunal apparaissent dès que les parties, la nature de la créance et une somme sont connues."));
  }
  if (told.court) {
    const lines = told.court.address.flatMap((line) => [document.createElement("br"), line]);
    parts.push(element("h3", {}, "Tribunal compétent"), element("p", { "data-live": "court" }, element("strong", {}, told.court.name), ...lines));
  }
  const fresh = element("div", {}, ...parts);
  if (fresh.textContent.replaceAll(/\s/g, "") === place.textContent.replaceAll(/\s/g, "")) return;
  // Only what changed is said: a figure is written over its old self.
  const values = [...place.querySelectorAll("dd")];
  const next = [...fresh.querySelectorAll("dd")];
  const labels = (root) => [...root.querySelectorAll("dt, p, h3")].map((e) => e.textContent.trim()).join("|");
  if (values.length === next.length && labels(place) === labels(fresh)) {
    values.forEach((value, n) => {
      if (value.textContent !== next[n].textContent) value.textContent = next[n].textContent;
    });
  } else {
    place.replaceChildren(...fresh.childNodes);
  }
}

// What is said beside a field.

function tellFields(told, sent) {
  for (const place of form.querySelectorAll("[data-field]")) {
    const name = place.dataset.field;
    const control = place.querySelector(":scope > fieldset") ?? named(name);
    if (!control) continue;
    const focused = document.activeElement?.name === name;
    const note = told.fields[name];
    const old = place.querySelector(":scope [data-notes]");
    const text = note?.text ?? "";
    if ((old?.textContent.trim() ?? "") !== text && (!note || ((old || left.has(name)) && !focused))) {
      tell(place, control, note, old);
    }
    const value = told.values[name];
    // Typed again meanwhile: the answer is about what stood there before.
    const same = control.value === sent.get(name);
    if (value !== undefined && same && !focused && left.has(name) && control.matches("input, textarea")) control.value = value;
  }
}

function tell(place, control, note, old) {
  const id = `${control.id}-note`;
  const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (note) {
    const wrong = note.severity === "error";
    const line = element("p", { className: wrong ? "error" : `finding finding--${note.severity}` }, note.text);
    const notes = old ?? element("div", { id, "data-notes": "" });
    notes.replaceChildren(line);
    if (!old) (control.closest("label") ?? place.querySelector(":scope > datalist") ?? control).after(notes);
    described.add(id);
    if (wrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  } else {
    old?.remove();
    described.delete(id);
    control.removeAttribute("aria-invalid");
  }
  if (described.size) control.setAttribute("aria-describedby", [...described].join(" "));
  else control.removeAttribute("aria-describedby");
}

// Fields that depend on others.

function valueOf(name) {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const chosen = controls.filter((c) => (c.type === "checkbox" || c.type === "radio" ? c.checked : c.type !== "hidden"));
  return (chosen.at(-1) ?? controls.at(-1))?.value ?? "";
}

function showWhatMatters() {
  for (const place of form.querySelectorAll("[data-when]")) {
    let conditions;
    try {
      conditions = Object.entries(JSON.parse(place.dataset.when));
    } catch {
      continue;
    }
    // A field that is on another page decides nothing here: the server knows.
    const known = conditions.filter(([name]) => form.querySelector(`[name="${CSS.escape(name)}"]`));
    const matters = known.every(([name, values]) => values.includes(valueOf(name)));
    if (known.length === conditions.length) place.hidden = !matters && valueOf(place.dataset.field) === "";
  }
}

/** Where the reader is, in words that hold when the page is written again; a way back there. */
function place() {
  const at = document.activeElement;
  if (!at || !form.contains(at)) return () => {};
  // What a button or a fold says may change with what is typed; its name and its key do not.
  const key = (e) => [e.tagName, e.name, e.value, e.closest("[data-fold]")?.dataset.fold, e.name ? "" : e.textContent].join("\n");
  const keyOf = (e) => (e.matches("[data-fold] > summary") ? e.parentElement.dataset.fold : key(e));
  const same = (e) => keyOf(e) === keyOf(at);
  const rank = [...form.querySelectorAll(at.tagName)].filter(same).indexOf(at);
  const caret = at.matches("textarea, input[type='text']") ? [at.selectionStart, at.selectionEnd] : null;
  return () => {
    const again = at.id ? document.getElementById(at.id) : [...form.querySelectorAll(at.tagName)].filter(same)[rank];
    again?.focus({ preventScroll: true });
    if (caret && again) again.setSelectionRange(...caret);
  };
}

/** The page again, as the server would show it now, in the place of this one. */
async function refresh() {
  const sent = texts();
  const body = new URLSearchParams(sent);
  body.append("faire", "actualiser");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.id);
    if (!fresh) return;
    if (pressed || texts().toString() !== sent.toString()) {
      // More was typed meanwhile, or a button is being pressed: nothing of it is written over.
      setTimeout(refresh, DELAY);
      return;
    }
    const back = place();
    // By its key: what a fold says of itself may change with what is in it.
    const open = new Set([...form.querySelectorAll("details[open][data-fold]")].map((d) => d.dataset.fold));
    const told = new Set([...form.querySelectorAll("[data-field]:has([data-notes])")].map((e) => e.dataset.field));
    writing = true;
    form.replaceChildren(...fresh.childNodes);
    writing = false;
    for (const field of form.querySelectorAll("[data-field]:has([data-notes])")) {
      const { field: name } = field.dataset;
      const control = field.querySelector(":scope > fieldset") ?? named(name);
      if (control && !told.has(name) && !left.has(name)) tell(field, control, undefined, field.querySelector("[data-notes]"));
    }
    for (const details of form.querySelectorAll("details[data-fold]")) {
      if (open.has(details.dataset.fold)) details.open = true;
    }
    back();
    document.dispatchEvent(new CustomEvent("creance:refreshed"));
  } catch {
    // As above.
  }
}

if (form && panel) {
  form.addEventListener("pointerdown", () => (pressed = true));
  // After the click that follows.
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => setTimeout(() => (pressed = false)));
  let changed;
  form.addEventListener("input", () => later());
  form.addEventListener("change", (event) => {
    if (writing) return;
    if (event.target.name) left.add(event.target.name);
    showWhatMatters();
    if (event.target.matches("[data-changes]")) {
      clearTimeout(changed);
      changed = setTimeout(refresh, DELAY);
    } else {
      later();
    }
  });
  form.addEventListener("focusout", ({ target }) => {
    if (writing || !target.name?.startsWith("/")) return;
    if (target.value) left.add(target.name);
    if (left.has(target.name)) later(50);
  });
}
