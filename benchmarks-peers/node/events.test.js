import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Events } from './events.js';

// CRC-32 (IEEE), since node:zlib has it only from Node 22 on.
function crc32(text, start = 0) {
  let crc = ~start;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

test('an event has the size that was asked for', () => {
  for (const size of [64, 200, 4096]) {
    assert.equal(new Events(size).json('1', 1).length, size);
    assert.equal(new Events(size).json('9223372036854775807', 1_000_000_007).length, size);
  }
});

test('the text is the same as that of the targets in Java', () => {
  const events = new Events(200);
  let crc = 0;
  for (let n = 1; n <= 1_000; n++) {
    crc = crc32(events.json(1_000_000 * n, n), crc);
  }
  assert.equal(crc, 32_305_766);
});
