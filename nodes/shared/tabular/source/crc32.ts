const table = new Int32Array(256).map((_, index) => {
	let value = index;
	for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
	return value;
});

/** Carries a CRC-32 (as zip has it) on over more bytes; begin with 0. */
export function crc32(checksum: number, bytes: Uint8Array): number {
	let value = ~checksum;
	for (let index = 0; index < bytes.length; index++) value = table[(value ^ bytes[index]) & 255] ^ (value >>> 8);
	return ~value >>> 0;
}
