// A subject that remembers something of each domain: remembers.mjs BYTES SHARE. Every time it remembers SHARE
// times as much as the time before: with 1 it leaks, with less it warms up.
import { createInterface } from 'node:readline';

let [bytes, share] = process.argv.slice(2).map(Number);
const remembered = [];
for await (const domain of createInterface({ input: process.stdin })) {
  remembered.push(Buffer.alloc(Math.floor(bytes), 1));
  bytes *= share;
  console.log(domain);
}
