// A button that copies the address of this page, or the text it names.
for (const button of document.querySelectorAll('[data-module="copy"]')) {
  const told = document.createElement("span");
  told.className = "small";
  told.setAttribute("role", "status");
  button.after(told);
  button.addEventListener("click", async () => {
    const text = button.dataset.copy || document.getElementById(button.dataset.from ?? "")?.value || location.href;
    try {
      await navigator.clipboard.writeText(new URL(text, location.href).href);
      told.textContent = "Adresse copiée.";
    } catch {
      // No clipboard here: the address is shown, ready to be taken.
      told.textContent = text;
    }
  });
}
