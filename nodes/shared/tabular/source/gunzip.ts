import { TabularError } from '../failure';
import type { ByteReader } from './byteReader';
import { gzipWindow, inflate } from './inflate';

/** How a member begins. */
const member = [0x1f, 0x8b, 0x08];

/**
 * Gunzips a file of one or more members, as `cat a.gz b.gz` makes them. `DecompressionStream` refuses more
 * than one (n8n-ecosystem.md §1.4). Zeros after the last member are padding (RFC 1952 tools agree).
 * @throws TabularError `truncated` or `damaged`
 */
export async function* gunzip(reader: ByteReader, pako: typeof import('../../vendor/pako')): AsyncGenerator<Uint8Array> {
	for (;;) {
		yield* inflate(reader, gzipWindow, pako);
		const next = await reader.peek(member.length);
		if (next.length === 0) return;
		// What is no member, and not the beginning of one that is cut off, is padding or rubbish.
		if (next.some((byte, index) => byte !== member[index])) return await expectPadding(reader);
	}
}

async function expectPadding(reader: ByteReader): Promise<void> {
	for (;;) {
		const bytes = await reader.takeSome();
		if (bytes === undefined) return;
		if (bytes.some((byte) => byte !== 0)) {
			throw new TabularError('damaged', 'The gzip file is followed by data that is not gzip.');
		}
	}
}
