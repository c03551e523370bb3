// Which probes are shown: those of a site, a group, or with a label. Pure.

/** Of an address: what it filters by; null where it filters nothing. */
export function filterOf({ site, group, label }) {
  return site || group || label ? { site, group, label } : null;
}

/** Whether a probe is of the site, in the group, and has the label: NAME, or NAME=VALUE. */
export function fits(probe, { site, group, label }) {
  if (site && probe.site !== site) return false;
  if (group && !probe.groups.includes(group)) return false;
  if (!label) return true;
  const [name, ...value] = label.split("=");
  return Object.hasOwn(probe.labels, name) && (!value.length || probe.labels[name] === value.join("="));
}

/**
 * The pairs between the probes that fit; where one alone fits, those that it has with all others.
 * {@code outside} are the rest.
 */
export function filtered(probes, pairs, filter) {
  if (!filter) return { names: null, inside: Array.isArray(pairs) ? pairs : [...pairs], outside: [] };
  const names = new Set([...probes].filter((probe) => fits(probe, filter)).map((probe) => probe.name));
  const ends = names.size === 1 ? 1 : 2;
  const [inside, outside] = [[], []];
  for (const pair of pairs) {
    const fit = (names.has(pair.source) ? 1 : 0) + (names.has(pair.target) ? 1 : 0);
    (fit >= ends ? inside : outside).push(pair);
  }
  return { names, inside, outside };
}

/** What can be filtered by: every site, group and label that a probe has. */
export function choices(probes) {
  const found = { site: new Set(), group: new Set(), label: new Set() };
  for (const probe of probes) {
    if (probe.site) found.site.add(probe.site);
    for (const group of probe.groups) found.group.add(group);
    for (const [name, value] of Object.entries(probe.labels)) found.label.add(`${name}=${value}`);
  }
  return found;
}

/** What a filter is, in words; null where there is none. */
export function filterWords(filter) {
  if (!filter) return null;
  const parts = [];
  if (filter.site) parts.push(`site ${filter.site}`);
  if (filter.group) parts.push(`group ${filter.group}`);
  if (filter.label) parts.push(`label ${filter.label}`);
  return parts.join(", ");
}
