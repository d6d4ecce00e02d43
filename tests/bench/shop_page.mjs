// The page that browsers are measured with: 22 KB of HTML, a 60 KB script that runs and adds text, a style sheet,
// six pictures.
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';

const words = 'the quick brown fox jumps over a lazy dog near the river while people watch from a wooden bridge'.split(' ');
let state = 1;
const random = (below) => (state = (state * 1103515245 + 12345) & 0x7fffffff) % below;
const sentence = () => `${Array.from({ length: 12 }, () => words[random(words.length)]).join(' ')}.`;

function html() {
  let text = '<!doctype html><html lang=en><head><meta charset=utf-8><title>Bench shop</title>'
    + '<meta name=description content="A page"><link rel=stylesheet href=/s.css><script src=/a.js></script></head><body><nav>';
  for (let i = 0; i < 30; ++i) text += `<a href="http://partner-${i}.example/x">Link ${i}</a> `;
  text += '</nav>';
  for (let i = 0; i < 6; ++i) text += `<img src=/${i}.png width=200 height=150 alt="">`;
  while (text.length < 22000) text += `<div class="card c${random(20)}"><h3>Card</h3><p>${sentence()} ${sentence()}</p></div>\n`;
  return `${text}<div id=made></div><script>make()</script></body></html>`;
}

function script() {
  let text = 'function make(){for(let i=0;i<50;++i){const p=document.createElement("p");p.textContent="made "+i+" "+f0(i);'
    + 'document.getElementById("made").append(p)}}\n';
  for (let i = 0; text.length < 60000; ++i) {
    text += `function f${i}(x){let s=0;for(let k=0;k<100;++k)s=(s*31+k*x+${i})|0;const o={a:s,b:[x,s,${i}],c:"value ${i}"};`
      + `return o.a+o.b.length+o.c.length}\nvar v${i}=f${i}(${i});\n`;
  }
  return text;
}

function style() {
  let text = '';
  for (let i = 0; text.length < 12000; ++i) text += `.c${i % 40}{margin:${i % 9}px;padding:4px;border:1px solid #${(i * 7919 % 4096).toString(16).padStart(3, '0')};display:flow-root}\n`;
  return text;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (0xEDB88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function picture(factor) {
  const [width, height] = [200, 150];
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width * 3; ++x) rows[y * (width * 3 + 1) + 1 + x] = (x * factor + y * 3 + ((x * y) >> 5)) & 255;
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc32(body), body.length + 4);
    return whole;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

export function writeShop(folder) {
  writeFileSync(`${folder}/index.html`, html());
  writeFileSync(`${folder}/a.js`, script());
  writeFileSync(`${folder}/s.css`, style());
  for (let i = 0; i < 6; ++i) writeFileSync(`${folder}/${i}.png`, picture(i + 1));
}
