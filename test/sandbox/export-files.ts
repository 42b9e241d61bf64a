import { randomUUID } from 'node:crypto';
import type { ExportPart, Exporting } from './entities.ts';

/** About so many characters of a file are made at once. */
const pieceLength = 64 * 1024;

/** A part that is a text. */
export function textPart(id: string, content: string): ExportPart {
	return { id, part: 1, size: Buffer.byteLength(content), read: () => [content] };
}

/**
 * Cuts lines into parts: first the real ones, then as many copies of a sample as are wanted.
 *
 * @param sample the line of a made-up profile; its number is put in place of every `#`
 */
export function cutIntoParts(
	real: readonly string[],
	sample: string,
	{ linesPerPart, sampleLines, format }: Exporting,
): ExportPart[] {
	const total = real.length + sampleLines;
	const lineAt = (index: number) =>
		real[index] ?? sample.replaceAll('#', String(index - real.length).padStart(9, '0'));
	return Array.from({ length: Math.max(1, Math.ceil(total / linesPerPart)) }, (_, index) => {
		const from = index * linesPerPart;
		const to = Math.min(total, from + linesPerPart);
		return {
			id: `file_${randomUUID().replaceAll('-', '')}`,
			part: index + 1,
			size: sizeOf(real.slice(from, to), to - Math.max(from, real.length), lineAt(total), format),
			read: () => pieces(lineAt, from, to, format),
		};
	});
}

/** Every line of the sample is as long as any other, so that nothing has to be made to be counted. */
function sizeOf(
	real: readonly string[],
	samples: number,
	sampleLine: string,
	format: Exporting['format'],
): number {
	const count = Math.max(0, samples);
	const ofReal = real.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
	const lines = ofReal + count * Buffer.byteLength(sampleLine);
	const number = real.length + count;
	// A line break each; or brackets, a comma and a line break between two, and a line break at the end.
	return lines + (format === 'lines' ? number : 2 + Math.max(0, number - 1) * 2 + 1);
}

function* pieces(
	lineAt: (index: number) => string,
	from: number,
	to: number,
	format: Exporting['format'],
): Generator<string> {
	let piece = format === 'array' ? '[' : '';
	for (let index = from; index < to; index++) {
		const last = index === to - 1;
		piece += lineAt(index) + (format === 'lines' ? '\n' : last ? '' : ',\n');
		if (piece.length < pieceLength) continue;
		yield piece;
		piece = '';
	}
	yield format === 'array' ? `${piece}]\n` : piece;
}
