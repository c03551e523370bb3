// The page's colours, as a canvas needs them: read from the style sheet, anew when the theme changes.

const cache = new Map();
const probe = document.createElement("i");
probe.hidden = true;
document.documentElement.append(probe);

export function colour(name) {
  if (!cache.has(name)) {
    probe.style.color = `var(--${name})`;
    cache.set(name, getComputedStyle(probe).color);
  }
  return cache.get(name);
}

/** The same, so much of it seen through. */
export function faint(name, alpha) {
  const [r, g, b] = colour(name).match(/[\d.]+/g);
  return `rgb(${r} ${g} ${b} / ${alpha})`;
}

/** light, dark, or null: what the system says. */
export function setTheme(theme) {
  const known = theme === "light" || theme === "dark" ? theme : "";
  if (document.documentElement.dataset.theme === known) return false;
  document.documentElement.dataset.theme = known;
  cache.clear();
  return true;
}

export function onTheme(changed) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    cache.clear();
    changed();
  });
}

/** A canvas's context in CSS pixels, sharp on any screen. */
export function context(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const drawing = canvas.getContext("2d");
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === wide && canvas.height === high) {
    drawing.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawing.clearRect(0, 0, width, height);
    return drawing;
  }
  // a new size is a new picture, which takes its time
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  drawing.setTransform(ratio, 0, 0, ratio, 0, 0);
  return drawing;
}
