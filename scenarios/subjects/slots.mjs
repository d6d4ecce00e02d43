// A limit of browsers: a slot is taken before a browser is launched, and given back later. Tells a
// harness that listens who waits for one and who has one (docs/task-events.md).
import { tell } from './task-events.mjs';

export class Slots {
  #free;
  #waiting = [];

  constructor(count) {
    this.#free = count;
  }

  async acquire(worker, task) {
    tell('slot_wait', { worker, task });
    if (this.#free > 0) this.#free -= 1;
    else await new Promise((resolve) => this.#waiting.push(resolve));
  }

  // Says which browser came of the slot.
  taken(worker, task, browser) {
    tell('slot', { worker, task, browser: browser.process().pid });
  }

  // Whether the caller has a slot is not asked, as by most semaphores.
  release(worker, task) {
    tell('slot_release', { worker, task });
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
