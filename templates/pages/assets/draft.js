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

const isEmpty = (draft) => {
  const typed = (draft.typed ?? []).some(([, value]) => value.trim() !== "" && value !== "false");
  return !typed && Object.keys(parsed(draft.dossier)).length === 0;
};

/** What one calls a dossier: its reference, and who owes. */
const nameOf = (draft) => {
  const claim = parsed(draft.dossier);
  const typed = new Map(draft.typed ?? []);
  const debtor = claim.debtors?.[0] ?? {};
  const said = (pointer, value) => (typed.get(pointer) ?? value ?? "").toString().trim();
  const who = said("/debtors/0/name", debtor.name) || [said("/debtors/0/first_names", debtor.first_names), said("/debtors/0/last_names", debtor.last_names)].filter(Boolean).join(" ");
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

function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// On a step: keep what is typed.

function keep(form) {
  let id = sessionStorage.getItem(CURRENT);
  const value = (name) => form.elements[name]?.value ?? "";
  const draft = { step: stepHere(), typed: typedIn(form), at: new Date().toISOString() };
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

/** After a row was added or moved, the reader finds himself where he was. */
function findPlace(form) {
  const kept = parsed(sessionStorage.getItem(PLACE));
  sessionStorage.removeItem(PLACE);
  if (kept.path !== location.pathname || location.hash) return;
  const added = kept.faire?.match(/^ajouter:(.+)$/)?.[1];
  const rows = added && [...form.elements].filter((e) => e.name?.startsWith(`${added}/`) && e.type !== "hidden");
  const last = rows?.length && rows.at(-1).name.slice(added.length + 1).split("/")[0];
  const target = last ? rows.find((e) => e.name.startsWith(`${added}/${last}/`)) : kept.faire && form.querySelector(`[name="faire"][value="${CSS.escape(kept.faire)}"]`);
  window.scrollTo({ top: kept.top ?? 0, behavior: "instant" });
  target?.focus({ preventScroll: !last });
}

const form = pathForm();
if (form) {
  // A form sent long ago had a file for its answer, or none.
  const sent = Date.now() - Number(sessionStorage.getItem(SENT) ?? 0) < 30_000;
  sessionStorage.removeItem(SENT);
  const id = sessionStorage.getItem(CURRENT);
  const draft = id && read(id);
  const here = { dossier: form.elements.dossier.value, typed: [] };
  if (!sent && draft && isEmpty(here) && !isEmpty(draft)) {
    resume(id, draft, stepHere());
  } else {
    keep(form);
    findPlace(form);
    let timer;
    document.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => keep(form), 250);
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("form") || event.defaultPrevented || event.target.target) return;
      clearTimeout(timer);
      keep(form);
      sessionStorage.setItem(SENT, String(Date.now()));
      const button = event.submitter;
      if (button?.name === "faire") {
        sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, top: window.scrollY, faire: button.value }));
      }
    });
    window.addEventListener("pagehide", () => {
      clearTimeout(timer);
      if (sessionStorage.getItem(CURRENT) && read(sessionStorage.getItem(CURRENT))) keep(form);
    });
    for (const button of document.querySelectorAll('[data-module="draft"][data-part="clear"]')) {
      button.addEventListener("click", () => {
        if (!confirm("Effacer ce brouillon et ses pièces de ce navigateur ?")) return;
        const gone = sessionStorage.getItem(CURRENT);
        if (gone) forget(gone);
        location.assign("/");
      });
    }
  }
} else {
  sessionStorage.removeItem(SENT);
}

// Elsewhere: start afresh, take one up again, open a file.

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
  panel.hidden = drafts.length === 0;
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
          list(panel);
          panel.querySelector("[data-said]").textContent = `« ${name} » est effacé.`;
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

for (const opener of document.querySelectorAll('form[data-module="draft"][data-part="import"]')) {
  opener.addEventListener("submit", async (event) => {
    const file = opener.querySelector('input[type="file"]').files[0];
    if (!file) return;
    event.preventDefault();
    const said = opener.querySelector("[data-said]");
    let text;
    try {
      text = await file.text();
      if (Object.prototype.toString.call(JSON.parse(text)) !== "[object Object]") throw new Error("not a claim");
    } catch {
      said.textContent = "Ce fichier n’est pas un dossier : choisissez un fichier JSON enregistré depuis ce service.";
      return;
    }
    const id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    resume(id, { dossier: text, but: "", vus: "", typed: [] }, "verification");
  });
}

for (const saver of document.querySelectorAll('[data-module="draft"][data-part="export"]')) {
  saver.addEventListener("click", (event) => {
    event.preventDefault();
    const claim = form?.elements.dossier.value;
    if (claim) download("dossier.json", claim);
  });
}
