import { readFileSync } from 'node:fs';

/**
 * An esbuild plugin that takes Papa Parse's parser for a text in memory and leaves out its streams, downloads and
 * workers: n8n Cloud allows neither `stream` nor timers. The library is one function with everything in it. What is
 * declared there is taken out of it, and esbuild drops what the parser does not use.
 */
export const csvParserOnly = {
	name: 'csv-parser-only',
	setup({ onLoad }) {
		onLoad({ filter: /[\\/]papaparse[\\/]papaparse\.js$/ }, ({ path }) => ({ contents: takeOut(readFileSync(path, 'utf8')) }));
	},
};

const functionDeclarations = /^\tfunction \w+\([^]*?^\t\}$/gm;
const constants = /^\tPapa\.(?:BYTE_ORDER_MARK|BAD_DELIMITERS) = .+;$/gm;

function takeOut(source) {
	const [declared, known] = [functionDeclarations, constants].map((part) => source.match(part) ?? []);
	if (!declared.some((text) => text.startsWith('\tfunction Parser(')) || known.length !== 2) {
		throw new Error('Papa Parse is no longer written as scripts/support/csv-parser-only.mjs expects');
	}
	return ['const Papa = {};', ...known, ...declared, 'export default { Parser };'].join('\n');
}
