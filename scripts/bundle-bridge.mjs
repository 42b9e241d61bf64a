import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join('nodes', 'PooolTrigger');

/**
 * Builds the Poool Trigger's page script and its stub and writes them, as texts, into the module that the trigger imports.
 *
 * The target is ES2015: what runs Poool's Access.js and Batch's Web SDK reads it, and an older browser stops at its first
 * line without harm to the page.
 *
 * @param {string} projectFolder
 */
export async function bundleBridge(projectFolder) {
	const { build } = await import('esbuild');
	const { outputFiles } = await build({
		entryPoints: [join(projectFolder, folder, 'bridge', 'main.ts')],
		absWorkingDir: projectFolder,
		bundle: true,
		platform: 'browser',
		target: 'es2015',
		format: 'iife',
		minify: true,
		// The comments of the sources stay out, the file says itself what it is.
		legalComments: 'none',
		banner: { js: '/* Poool paywall events for n8n and Batch: n8n-nodes-batch, MIT */' },
		charset: 'ascii',
		write: false,
		logLevel: 'warning',
	});
	const stub = await build({
		entryPoints: [join(projectFolder, folder, 'bridge', 'stub.ts')],
		absWorkingDir: projectFolder,
		target: 'es2015',
		minify: true,
		charset: 'ascii',
		// Without the strict mode of the sources: its directive is 13 bytes that change nothing.
		tsconfigRaw: {},
		write: false,
		logLevel: 'warning',
	});
	const texts = { bridgeText: outputFiles[0].text.trim(), stubText: stub.outputFiles[0].text.trim() };
	const module = Object.entries(texts).map(([name, text]) => `exports.${name} = ${JSON.stringify(text)};\n`);
	writeFileSync(join(projectFolder, 'dist', folder, 'bridgeText.js'), `'use strict';\n${module.join('')}`);
}
