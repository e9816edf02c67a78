// The drafts of this browser: what is typed in a step is kept at once, found again on the home page, and belongs to
// this window's dossier as long as the window goes from step to step. Nothing leaves the machine from here.

const PREFIX = "creance.draft.";
const MOST = 30;
// Of this window: its dossier; that the next page answers a form; where the reader was on a page that comes back.
const CURRENT = "creance.current";
const SENT = "creance.sent";
const PLACE = "creance.place";
const CARRIED = ["dossier", "but", "vus"];

const read = (id) => {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + id));
  } catch {
    return null;
  }
};

const all = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => [key.slice(PREFIX.length), read(key.slice(PREFIX.length))])
    .filter(([, draft]) => draft?.dossier !== undefined)
    .sort(([, a], [, b]) => (a.at < b.at ? 1 : -1));

const forget = (id) => {
  localStorage.removeItem(PREFIX + id);
  if (sessionStorage.getItem(CURRENT) === id) sessionStorage.removeItem(CURRENT);
  document.dispatchEvent(new CustomEvent("creance:forgotten", { detail: { id } }));
};

const parsed = (text) => {
  try {
    return JSON.parse(text || "{}");
  } catch {
    return {};
  }
};

const isEmpty = (draft) => !draft.touched && Object.keys(parsed(draft.dossier)).length === 0;

/** What one calls a dossier: its reference, and who owes. */
const nameOf = (draft) => {
  const claim = parsed(draft.dossier);
  const typed = new Map(draft.typed ?? []);
  const debtor = claim.debtors?.[0] ?? {};
  const said = (pointer, value) => (typed.get(pointer) ?? value ?? "").toString().trim();
  const who = said("/debtors/0/name", debtor.name) || [said("/debtors/0/first_names", debtor.first_names), said("/debtors/0/last_name", debtor.last_name)].filter(Boolean).join(" ");
  return [said("/reference", claim.reference), who].filter(Boolean).join(" – ") || "Dossier sans nom";
};

const pathForm = () => {
  const fields = [...document.querySelectorAll('input[name="dossier"]')];
  return fields.find((field) => field.form && !field.form.matches("[data-new]"))?.form;
};

const typedIn = (form) =>
  [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !CARRIED.includes(name));

const stepHere = () => location.pathname.match(/^\/dossier\/([a-z_-]+)$/)?.[1] ?? "parties";

/** Goes to a draft's step as the browser would have, had it never been left. */
function resume(id, draft, step = draft.step) {
  sessionStorage.setItem(CURRENT, id);
  sessionStorage.setItem(SENT, String(Date.now()));
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/dossier/${step || "parties"}`;
  form.hidden = true;
  const fields = [...(draft.typed ?? [])];
  for (const name of CARRIED) fields.push([name, draft[name] ?? ""]);
  fields.push(["aller", step || "parties"]);
  for (const [name, value] of fields) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

// On a step: keep what is typed.

let first;

function keep(form) {
  let id = sessionStorage.getItem(CURRENT);
  const value = (name) => form.elements[name]?.value ?? "";
  const typed = typedIn(form);
  const draft = { step: stepHere(), typed, touched: JSON.stringify(typed) !== first, at: new Date().toISOString() };
  for (const name of CARRIED) draft[name] = value(name);
  if (!id) {
    if (isEmpty(draft)) return;
    id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    sessionStorage.setItem(CURRENT, id);
  }
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify(draft));
    for (const [old] of all().slice(MOST)) forget(old);
    say("");
  } catch {
    say("Ce navigateur n’a plus de place pour garder le brouillon : enregistrez le dossier dans un fichier.");
  }
}

function say(text) {
  let place = document.querySelector("[data-draft-said]");
  if (!place && text) {
    place = document.createElement("p");
    place.className = "error no-print";
    place.dataset.draftSaid = "";
    place.setAttribute("role", "alert");
    pathForm()?.append(place);
  }
  if (place && place.textContent !== text) place.textContent = text;
}

/** After a row was moved or taken out, the reader finds himself where he was; the page itself may send him elsewhere. */
function findPlace(form) {
  const kept = parsed(sessionStorage.getItem(PLACE));
  sessionStorage.removeItem(PLACE);
  if (kept.path !== location.pathname || location.hash || form.querySelector("[autofocus], [role='alert']")) return;
  window.scrollTo({ top: kept.top ?? 0, behavior: "instant" });
  const list = kept.faire.match(/:(.+?)(\/\d+)?$/)?.[1];
  const target = form.querySelector(`[name="faire"][value="${CSS.escape(kept.faire)}"]:not(.visually-hidden)`) ?? form.querySelector(`[data-add="${CSS.escape(list ?? "")}"]`);
  target?.focus({ preventScroll: true });
}

const form = pathForm();
if (form) {
  // On a narrow screen the steps are a band: the one where one is comes into view.
  const steps = document.querySelector(".steps");
  const step = steps?.querySelector("[aria-current='step']");
  if (step) steps.scrollLeft = step.offsetLeft - (steps.clientWidth - step.offsetWidth) / 2;
  // A form sent long ago had a file for its answer, or none.
  const sent = Date.now() - Number(sessionStorage.getItem(SENT) ?? 0) < 30_000;
  sessionStorage.removeItem(SENT);
  const id = sessionStorage.getItem(CURRENT);
  const draft = id && read(id);
  const here = { dossier: form.elements.dossier.value };
  first = JSON.stringify(typedIn(form));
  if (!sent && draft && isEmpty(here) && !isEmpty(draft)) {
    resume(id, draft, stepHere());
  } else {
    keep(form);
    findPlace(form);
    let timer;
    let cleared = false;
    document.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(form), 250);
    });
    document.addEventListener("submit", (event) => {
      if (event.target !== form || event.defaultPrevented) return;
      clearTimeout(timer);
      const button = event.submitter;
      if (button?.name === "faire" && button.value === "vider") {
        const gone = sessionStorage.getItem(CURRENT);
        if (gone) forget(gone);
        sessionStorage.setItem(SENT, String(Date.now()));
        cleared = true;
        return;
      }
      keep(form);
      if (button?.formTarget) return;
      sessionStorage.setItem(SENT, String(Date.now()));
      if (button?.name === "faire") {
        sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, top: window.scrollY, faire: button.value }));
      }
    });
    window.addEventListener("pagehide", () => {
      clearTimeout(timer);
      if (!cleared && sessionStorage.getItem(CURRENT) && read(sessionStorage.getItem(CURRENT))) keep(form);
    });
  }
} else {
  sessionStorage.removeItem(SENT);
}

// Elsewhere: start afresh, or take one up again.

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-new]")) return;
  sessionStorage.removeItem(CURRENT);
  sessionStorage.setItem(SENT, String(Date.now()));
});

function button(text, label, classes, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = classes;
  made.textContent = text;
  made.setAttribute("aria-label", `${text} : ${label}`);
  made.addEventListener("click", act);
  return made;
}

function list(panel) {
  const drafts = all().filter(([, draft]) => !isEmpty(draft));
  const when = new Intl.DateTimeFormat("fr-FR", { dateStyle: "medium", timeStyle: "short" });
  panel.hidden = drafts.length === 0 && panel.querySelector("[data-said]").textContent === "";
  panel.querySelector("[data-list]").replaceChildren(
    ...drafts.map(([id, draft]) => {
      const item = document.createElement("li");
      const name = nameOf(draft);
      const words = document.createElement("span");
      const strong = document.createElement("strong");
      strong.textContent = name;
      const at = document.createElement("span");
      at.className = "small";
      at.textContent = ` ${when.format(new Date(draft.at))}`;
      words.append(strong, at);
      const acts = document.createElement("span");
      acts.className = "row";
      acts.append(
        button("Reprendre", name, "button", () => resume(id, draft)),
        button("Effacer", name, "button button--quiet button--danger", () => {
          if (!confirm(`Effacer « ${name} » de ce navigateur ?`)) return;
          forget(id);
          panel.querySelector("[data-said]").textContent = `« ${name} » est effacé.`;
          list(panel);
        }),
      );
      item.append(words, acts);
      return item;
    }),
  );
}

for (const panel of document.querySelectorAll('[data-module="draft"][data-part="resume"]')) {
  list(panel);
  window.addEventListener("pageshow", (event) => event.persisted && list(panel));
  window.addEventListener("storage", () => list(panel));
}
