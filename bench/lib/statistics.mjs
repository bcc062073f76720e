/** The middle value; of an even number, the lower of the two. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}

/** The median of one figure over all runs, with the smallest and the largest. */
export function over(runs, figure) {
  const values = runs.map(figure).filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** Three significant digits at most, without an exponent. */
export function short(value) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  if (value >= 100) return String(Math.round(value));
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
