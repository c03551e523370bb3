// The page in a browser, against real collectors: a mesh of 50 probes with a year, one of 200, one of a few.
// In one process, so that the parts share the browser and the collector.
import "./page-mesh.mjs";
import "./page-views.mjs";
import "./page-readable.mjs";
import "./page-live.mjs";
import "./page-goals.mjs";
