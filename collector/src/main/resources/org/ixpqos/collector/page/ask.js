// Asks the collector.

const PATIENCE = 15000;

/** What failed, in words; {@code status} is 0 where no answer came. */
export class AskError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Which of the newest answers say that there may be more. */
export const partial = new Set();

/** The collector's clock by the answers, by path. */
export const clocks = new Map();

export async function ask(what, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  const query = new URLSearchParams(given).toString();
  let answer;
  try {
    answer = await fetch(`api/v1/data/${what}${query ? "?" + query : ""}`, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw new AskError(error.name === "TimeoutError" ? "no answer within 15 s" : "connection failed", 0);
  }
  if (answer.ok) {
    const found = await answer.json();
    if (found.partial) partial.add(what);
    else partial.delete(what);
    if (found.clock) clocks.set(what, found.clock);
    else clocks.delete(what);
    return found;
  }
  const body = await answer.json().catch(() => ({}));
  throw new AskError(body.error ?? `HTTP status ${answer.status}`, answer.status);
}

/**
 * What is wrong with the collector itself: {@code notices}, and {@code trouble} where it stores nothing.
 * Nothing where a proxy does not pass the question.
 */
export async function askHealth() {
  try {
    const answer = await fetch("healthz", { signal: AbortSignal.timeout(PATIENCE) });
    const body = await answer.json();
    if (answer.status === 503) return { notices: [], trouble: body.error ?? "the collector is ill" };
    return { notices: answer.ok ? (body.notices ?? []) : [], trouble: null };
  } catch {
    return { notices: [], trouble: null };
  }
}
