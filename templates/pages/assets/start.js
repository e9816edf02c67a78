// Tells the style sheets that scripts run here.
document.documentElement.classList.add("js");
