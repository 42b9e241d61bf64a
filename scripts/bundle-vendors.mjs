import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { csvParserOnly } from './support/csv-parser-only.mjs';

/**
 * Bundles every `nodes/shared/vendor/*.ts` with its library into the dist file tsc made of it, so that
 * the published package needs no `dependencies` (n8n's verification rules ask for none), and writes the
 * licence of each bundled package to dist/THIRD-PARTY-LICENSES.txt.
 */
export async function bundleVendors(projectFolder) {
	const { build } = await import('esbuild');
	const vendorFolder = join(projectFolder, 'nodes', 'shared', 'vendor');
	// A package without libraries has none.
	const entryPoints = (existsSync(vendorFolder) ? readdirSync(vendorFolder) : [])
		.filter((name) => name.endsWith('.ts'))
		.map((name) => join(vendorFolder, name));
	const { metafile } = await build({
		entryPoints,
		outbase: projectFolder,
		outdir: join(projectFolder, 'dist'),
		absWorkingDir: projectFolder,
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		minifySyntax: true,
		// esbuild writes into a bundle where its parts were: below node_modules, wherever that is a link to.
		preserveSymlinks: true,
		plugins: [csvParserOnly],
		// What a library has to say is none of the log's business.
		drop: ['console'],
		// re2js asks whether there are such globals; n8n Cloud allows no `globalThis`, and has them.
		define: { 'globalThis.TextEncoder': 'TextEncoder', 'globalThis.TextDecoder': 'TextDecoder' },
		external: ['n8n-workflow', '*.node'],
		allowOverwrite: true,
		metafile: true,
		legalComments: 'none',
		logLevel: 'warning',
	});
	const packageFolders = new Set(
		Object.keys(metafile.inputs)
			.filter((input) => input.includes('node_modules/'))
			.map((input) => packageFolderOf(join(projectFolder, input))),
	);
	const licences = [...packageFolders].sort().map((folder) => licenceOf(projectFolder, folder));
	writeFileSync(join(projectFolder, 'dist', 'THIRD-PARTY-LICENSES.txt'), licences.join('\n\n'));
}

function packageFolderOf(file) {
	let folder = dirname(file);
	while (!existsSync(join(folder, 'package.json')) || !JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name) {
		folder = dirname(folder);
	}
	return folder;
}

function licenceOf(projectFolder, folder) {
	const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	// Some packages still say it in the way of npm's first years: a list of `{ type, url }`.
	const kind = license ?? licenses?.map(({ type }) => type).join(' or ');
	const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
	if (!file) {
		throw new Error(`${relative(projectFolder, folder).split(sep).join('/')} ships no licence text, so it cannot be bundled`);
	}
	if (!kind) throw new Error(`${name} does not say which licence it has, so it cannot be bundled`);
	return `${name} ${version} (${kind})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
