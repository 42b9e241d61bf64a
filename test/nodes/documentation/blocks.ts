import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A fenced block of a page. */
export interface Block {
	readonly page: string;
	readonly text: string;
}

/** Of the pages that people read who use the package, in their order. */
export const blocks: readonly Block[] = ['README.md', ...globSync('docs/*.md', { cwd: root }).toSorted()].flatMap((page) =>
	[...readFileSync(root + page, 'utf8').matchAll(/^```\w*\n([^]*?)^```$/gm)].map(([, text = '']) => ({ page, text: text.trimEnd() })),
);

export const readOfProject = (file: string): string => readFileSync(root + file, 'utf8');

/**
 * What JSON of a page says of the real thing: all of it, but for what an ellipsis stands for – the rest of a text, of an object or
 * of a list.
 */
export function shown(json: string): unknown {
	return expectation(JSON.parse(withEllipses(json)));
}

const ellipsis = '…';

/** An ellipsis outside of texts becomes an entry of its own, so that it is JSON. */
function withEllipses(json: string): string {
	const open: string[] = [];
	return json.replace(/"(?:[^"\\]|\\.)*"|[[\]{}…]/g, (part) => {
		if (part === '{' || part === '[') open.push(part);
		if (part === '}' || part === ']') open.pop();
		if (part !== ellipsis) return part;
		return open.at(-1) === '{' ? `"${ellipsis}":true` : `"${ellipsis}"`;
	});
}

function expectation(value: unknown): unknown {
	if (typeof value === 'string') return value.includes(ellipsis) ? expect.stringMatching(beginningAndEnd(value)) : value;
	if (Array.isArray(value)) {
		const entries = value.filter((entry) => entry !== ellipsis).map(expectation);
		return entries.length < value.length ? expect.arrayContaining(entries) : entries;
	}
	if (typeof value !== 'object' || value === null) return value;
	const { [ellipsis]: more, ...known } = value as Record<string, unknown>;
	const fields = Object.fromEntries(Object.entries(known).map(([key, inner]) => [key, expectation(inner)]));
	return more === undefined ? fields : expect.objectContaining(fields);
}

function beginningAndEnd(text: string): RegExp {
	const parts = text.split(ellipsis).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('[^]*')}$`);
}
