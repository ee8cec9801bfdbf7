/** A column of numbers that grows as it is written. */
export interface GrowingNumbers {
  push(value: number): void;
  /** A view of what is there; good until the next push. */
  readonly values: Float64Array;
}

export function growingNumbers(): GrowingNumbers {
  let room = new Float64Array(1024);
  let length = 0;
  return {
    push(value) {
      if (length === room.length) {
        const larger = new Float64Array(2 * length);
        larger.set(room);
        room = larger;
      }
      room[length++] = value;
    },
    get values() {
      return room.subarray(0, length);
    },
  };
}
