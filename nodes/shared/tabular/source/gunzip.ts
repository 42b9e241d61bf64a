import { TabularError } from '../failure';
import type { ByteReader } from './byteReader';
import { gzipWindow, inflate } from './inflate';

/**
 * Gunzips a file of one or more members, as `cat a.gz b.gz` makes them. `DecompressionStream` refuses more
 * than one (n8n-ecosystem.md §1.4). Zeros after the last member are padding (RFC 1952 tools agree).
 * @throws TabularError `truncated` or `damaged`
 */
export async function* gunzip(reader: ByteReader, pako: typeof import('../../vendor/pako')): AsyncGenerator<Uint8Array> {
	for (;;) {
		yield* inflate(reader, gzipWindow, pako);
		const [next] = await reader.peek(1);
		if (next === undefined) return;
		if (next === 0) return await expectPadding(reader);
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
