// Tells a harness that listens at TIDEMARK_EVENTS about tasks (docs/task-events.md):
//     tell('task_start', { worker: 1, task: 'shop.example' })
import { connect } from 'node:net';

const path = process.env.TIDEMARK_EVENTS;
// Does not keep the program alive, and a harness that does not listen is none of its business.
export const listener = path && connect({ path }).unref().on('error', () => {});

export function tell(event, keys) {
  const t_us = Number(process.hrtime.bigint() / 1000n); // CLOCK_MONOTONIC
  if (listener) listener.write(`${JSON.stringify({ event, ...keys, t_us })}\n`);
}
