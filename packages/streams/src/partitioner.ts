const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/**
 * MurmurHash2 (32 bit, signed) with the seed of Kafka's Java client (`org.apache.kafka.common.utils.Utils.murmur2`),
 * so that a record lies in the same partition whoever produced it.
 */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const whole = length & ~3;
  let hash = SEED ^ length;
  for (let i = 0; i < whole; i += 4) {
    let word =
      byte(bytes, i) | (byte(bytes, i + 1) << 8) | (byte(bytes, i + 2) << 16) | (byte(bytes, i + 3) << 24);
    word = Math.imul(word, MULTIPLIER);
    word ^= word >>> 24;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(word, MULTIPLIER);
  }
  if (whole < length) {
    if (length - whole === 3) hash ^= byte(bytes, whole + 2) << 16;
    if (length - whole >= 2) hash ^= byte(bytes, whole + 1) << 8;
    hash = Math.imul(hash ^ byte(bytes, whole), MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** The partition of key bytes among `partitions`: sign bit dropped, as in Kafka's default partitioner. */
export function partitionOfBytes(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

/** The partition of a key among `partitions` (0-based); a lone surrogate hashes as U+FFFD, as it is written. */
export function partitionOf(key: string, partitions: number): number {
  return partitionOfBytes(Buffer.from(key), partitions);
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
