import { TabularError } from '../failure';

/** Signatures of APPNOTE.TXT 4.3. */
export const localHeader = 0x04034b50;
export const centralHeader = 0x02014b50;
export const descriptorSignature = 0x08074b50;
export const endOfDirectory = [0x50, 0x4b, 0x05, 0x06];
export const zip64Locator = 0x07064b50;

/** Little-endian, unsigned, up to 2^53. */
export function readNumber(bytes: Uint8Array, offset: number, width: number): number {
	let value = 0;
	for (let index = width - 1; index >= 0; index--) value = value * 256 + (bytes[offset + index] ?? 0);
	return value;
}

/** Folders do not count, nor what macOS and Windows leave in them. */
export function isContent(name: string): boolean {
	const file = name.slice(name.lastIndexOf('/') + 1);
	return file !== '' && !name.startsWith('__MACOSX/') && !/^(?:\.ds_store|thumbs\.db|desktop\.ini|\._.*)$/i.test(file);
}

/** @throws TabularError `refused` for a name that tells of a document which is a zip inside */
export function expectNoDocument(name: string): void {
	const what = documents.find(([pattern]) => pattern.test(name))?.[1];
	if (what !== undefined) throw new TabularError('refused', `The file is ${what}, and no table. Save it as CSV.`);
}

const documents: ReadonlyArray<readonly [RegExp, string]> = [
	[/^xl\//, 'an Excel workbook'],
	[/^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|ppt\/)/, 'an Excel workbook or another Office file'],
	[/^(?:mimetype|META-INF\/manifest\.xml|content\.xml)$/, 'an OpenDocument file'],
];

export function severalFiles(first: string, second: string): TabularError {
	return new TabularError('refused', `The zip holds several files (${first}, ${second}). Only a zip with one file can be read.`);
}
