for (const button of document.querySelectorAll(".legend button")) {
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    for (const mark of document.querySelectorAll("mark")) {
      if (mark.dataset.label === button.dataset.label) mark.classList.toggle("off", !on);
    }
  });
}
