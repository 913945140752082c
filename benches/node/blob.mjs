// The bytes of the larger bodies: those of ../src/blob.rs.

const piece = 16 << 10;

export const blob = Buffer.alloc(1 << 20);
export const fixed = blob.subarray(0, 10 << 10);

let state = 1;
for (let index = 0; index < blob.length; index += 1) {
  blob[index] = state >>> 24;
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
}

export function* pieces() {
  for (let start = 0; start < blob.length; start += piece) yield blob.subarray(start, start + piece);
}
