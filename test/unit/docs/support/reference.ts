import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../../docs/reference/', import.meta.url);

/** A place in docs/reference, as comments name it: `batch-api-2x.md §3.1`. */
export interface Pointer {
	file: string;
	section: string;
}

/** What separates the words of a sentence, also where a comment goes on in the next line. */
const gap = String.raw`(?:\s|\*(?!\*)|//)*`;
const sections = String.raw`§${gap}(\d+(?:\.\d+)*)`;
const pointer = new RegExp(
	String.raw`([\w-]+\.md)[\x60)*]*${gap}${sections}((?:${gap}(?:,|and|or|to|–)${gap}§${gap}\d+(?:\.\d+)*)*)`,
	'g',
);

/** Every pointer in a text, also those that name several sections of one file: `n8n-ecosystem.md §3.2, §8`. */
export function pointersIn(text: string): Pointer[] {
	return [...text.matchAll(pointer)].flatMap(([, file = '', first = '', rest = '']) => [
		{ file, section: first },
		...[...rest.matchAll(new RegExp(sections, 'g'))].map(([, section = '']) => ({ file, section })),
	]);
}

const heading = /^#{1,6} +((\d+(?:\.\d+)*)\.? .*)$/gm;

/** The numbered sections of a text, with the anchors under which GitHub shows them. */
export function sectionsOf(text: string): Map<string, string> {
	const outsideCode = text.replaceAll(/^```[\s\S]*?^```/gm, '');
	return new Map(
		[...outsideCode.matchAll(heading)].map(([, title = '', number = '']) => [
			number,
			title
				.trim()
				.toLowerCase()
				.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
				.replaceAll(' ', '-'),
		]),
	);
}

const known = new Map<string, Map<string, string> | undefined>();

/** The sections of a file of docs/reference, undefined when there is no such file. */
export function sectionsOfFile(file: string): Map<string, string> | undefined {
	if (!known.has(file)) {
		const path = fileURLToPath(new URL(file, folder));
		known.set(file, existsSync(path) ? sectionsOf(readFileSync(path, 'utf8')) : undefined);
	}
	return known.get(file);
}

/** Why a pointer leads nowhere, or undefined. */
export function problemOf({ file, section }: Pointer): string | undefined {
	const found = sectionsOfFile(file);
	if (!found) return `docs/reference/${file} does not exist`;
	return found.has(section) ? undefined : `docs/reference/${file} has no section ${section}`;
}

/** The pointers of a text as links from a page in docs/. */
export function linked(text: string): string {
	return text.replaceAll(/([\w-]+\.md) §(\d+(?:\.\d+)*)/g, (words, file: string, section: string) => {
		const anchor = sectionsOfFile(file)?.get(section);
		return anchor === undefined ? words : `[${words}](reference/${file}#${anchor})`;
	});
}
