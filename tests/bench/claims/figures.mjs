// Medians and tables of what tests/bench/claims.mjs measured.
export const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

// `12.3 (11.9-14.0)`
export function spread(list, digits = 0) {
  const known = list.filter((value) => value !== undefined);
  if (known.length === 0) return '-';
  const text = (value) => value.toFixed(digits);
  return `${text(median(known))} (${text(Math.min(...known))}-${text(Math.max(...known))})`;
}

// Of the same round: what else the machine does slows neighbours in time alike.
export function ratios(runs, base, figure) {
  const of = new Map(base.map((run) => [run.round, figure(run)]));
  return runs.filter((run) => of.get(run.round) !== undefined && figure(run) !== undefined).map((run) => figure(run) / of.get(run.round));
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
